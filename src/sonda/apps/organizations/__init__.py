"""Who may come in: organisation, member and role, sign-in, and visible_to, the one door to an organisation's data.
Not for what the organisation knows: answers and surveys live in rooms above.
"""
