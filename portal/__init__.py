"""The supplier quality portal, as a house with floors.

`core` is the ground: who, what proof, what happened, and the tools they stand on. `adapters` and
`config` are the outside world; `wiring` says what follows from what; `imports` reads what other
systems tell us; `web`, `api` and `cli` are the doors. Imports go down only.
"""
