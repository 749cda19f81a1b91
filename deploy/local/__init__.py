"""A whole Kongbun on one machine: own PostgreSQL, own RabbitMQ, four services, under `.local/`.

`python -m deploy.local up|down|status|logs|clean` is what the Makefile calls. Everything is safe
to repeat, waits have deadlines, and what one clone starts only that clone stops.
"""
