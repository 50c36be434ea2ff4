"""Proof that records are looked at as often as their risk asks for."""
