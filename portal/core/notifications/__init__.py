"""Telling people: notices written with what they are about, mails sent afterwards."""
