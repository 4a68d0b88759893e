"""Page kit: base templates, components, form widgets, error middleware, css and js; knows nothing of customers."""
