"""kombu's Redis transport, mended in one place: an acknowledgement that fails must not cost the worker its place.

kombu counts a message as held until its acknowledgement has reached Redis. When Redis is away at that moment the
error is logged and the message stays counted for ever; a worker that may hold one message then never asks for another,
and so never notices that its connection is gone. The chunk is done in the database by then; a redelivery does nothing.
"""

from __future__ import annotations

from typing import Any, Final

from kombu.transport import TRANSPORT_ALIASES, redis, virtual


class QoS(redis.QoS):
    """Forgets a message whose acknowledgement failed, so that the next read finds the dead connection and renews it."""

    def ack(self, delivery_tag: str) -> None:
        """Acknowledges in Redis; raises the connection's error after forgetting the message here."""
        try:
            super().ack(delivery_tag)
        except self.channel.connection_errors:  # type: ignore[attr-defined]  # the stubs lack it
            virtual.QoS.ack(self, delivery_tag)
            raise

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Gives back or drops in Redis; raises the connection's error after forgetting the message here."""
        try:
            super().reject(delivery_tag, requeue=requeue)
        except self.channel.connection_errors:  # type: ignore[attr-defined]  # the stubs lack it
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    """A channel with our bookkeeping."""

    QoS: Any = QoS


class Transport(redis.Transport):
    """The transport that redis:// means in processes of Athir."""

    Channel: Any = Channel


_NAME: Final = "workers.transport:Transport"


def install() -> None:
    """Makes the broker addresses of this process mean our transport; kombu takes no class for a unix socket."""
    TRANSPORT_ALIASES.update(redis=_NAME, rediss=_NAME)
