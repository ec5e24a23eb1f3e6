"""What was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("series", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_questions_evaluation_id_evaluations")
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_questions")),
    )


def downgrade() -> None:
    op.drop_table("questions")
