"""How Alembic reaches the database: by the connection that `open_database` holds, else by the URL it names."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from thirdorder.service.store.schema import Base


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        engine = create_engine(context.config.attributes["url"])
        with engine.begin() as opened:
            context.configure(connection=opened, target_metadata=Base.metadata)
            context.run_migrations()
        engine.dispose()
        return
    context.configure(connection=connection, target_metadata=Base.metadata)
    context.run_migrations()


run()
