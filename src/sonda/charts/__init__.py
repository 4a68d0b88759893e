"""From a result to a picture: a Vega-Lite specification, its caption and one sentence, one file per method."""
