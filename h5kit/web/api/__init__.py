"""The endpoints for programs: sessions, pulls and deliveries for partners, health and metrics."""
