"""What machines call: a partner's pulls and deliveries, an operator's health and metrics."""
