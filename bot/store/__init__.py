"""The one database of Boussole (SQLite or PostgreSQL): conversations, journal, choices, Rasa's trackers, ideas."""
