"""Each component in each of its states, and a page made of them; for people who build pages, never for customers."""
