"""House figures: each takes plain rows (values, kinds and words ready to be set) and draws them wide and narrow."""
