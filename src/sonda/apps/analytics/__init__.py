"""The catalogue of analyses: what can be asked of an organisation's answers, which questions feed it, its page,
and the runs that were made. Not for dashboards (reports).
"""
