"""Tests of HttpGateway, the dialect's client."""
