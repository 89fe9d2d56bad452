"""Everything about the database: tables, migrations, engines and transactions."""
