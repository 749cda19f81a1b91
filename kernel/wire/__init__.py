"""What both ends of a message agree on: headers, JSON, errors, actor tokens, files, connections.

Speaks AMQP through py-amqp with plain `threading`: under the chassis that is green, for a client of
the ministry it is real threads. Nothing here loads eventlet.
"""
