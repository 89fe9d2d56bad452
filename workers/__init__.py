"""Celery, the publisher and the sweeper: ids in, nothing returned."""
