"""Predictions are told apart by the series that they are about, not by the fingerprint that the sender gives.

What is on record keeps its fingerprint there: it matches no series, so the next look at each weighs a whole one, once.
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.drop_index("ix_predictions_fingerprint_assessed_at_s", table_name="predictions")
    op.alter_column("predictions", "fingerprint", new_column_name="about")
    op.create_index("ix_predictions_about_assessed_at_s", "predictions", ["about", "assessed_at_s"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_predictions_about_assessed_at_s", table_name="predictions")
    op.alter_column("predictions", "about", new_column_name="fingerprint")
    op.create_index(
        "ix_predictions_fingerprint_assessed_at_s", "predictions", ["fingerprint", "assessed_at_s"], unique=False
    )
