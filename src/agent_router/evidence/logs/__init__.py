"""One file an agent product, each turning that product's own log into records."""
