"""The first shape."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "episodes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("annotations", sa.JSON(), nullable=False),
        sa.Column("starts_at_s", sa.Float(), nullable=False),
        sa.Column("ends_at_s", sa.Float(), nullable=True),
        sa.Column("first_seen_s", sa.Float(), nullable=False),
        sa.Column("last_seen_s", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_s", sa.Float(), nullable=False),
        sa.Column("claimed_until_s", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episodes")),
    )
    op.create_index("ix_episodes_fingerprint_id", "episodes", ["fingerprint", "id"], unique=False)
    op.create_index("ix_episodes_state_due_s", "episodes", ["state", "due_s"], unique=False)
    op.create_index(
        "uq_episodes_open_fingerprint",
        "episodes",
        ["fingerprint"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_s", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("catalog_hash", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("target", sa.String(length=512), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("held_by", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_evaluations_episode_id_episodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    op.create_index(op.f("ix_evaluations_episode_id"), "evaluations", ["episode_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_key", sa.String(length=128), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("notifier", sa.String(length=32), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("effect", sa.String(length=8), nullable=False),
        sa.Column("route", sa.String(length=128), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_s", sa.Float(), nullable=False),
        sa.Column("sent_s", sa.Float(), nullable=True),
        sa.Column("due_s", sa.Float(), nullable=False),
        sa.Column("claimed_until_s", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_messages_episode_id_episodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("event_key", "notifier", name=op.f("uq_messages_event_key_notifier")),
    )
    op.create_index("ix_messages_episode_id", "messages", ["episode_id"], unique=False)
    op.create_index("ix_messages_notifier_state_due_s", "messages", ["notifier", "state", "due_s"], unique=False)
    op.create_index("ix_messages_notifier_thread", "messages", ["notifier", "thread"], unique=False)
    op.create_table(
        "remediations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("forecast", sa.String(length=128), nullable=False),
        sa.Column("target", sa.String(length=512), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("previous", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("sizing", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at_s", sa.Float(), nullable=False),
        sa.Column("acted_at_s", sa.Float(), nullable=True),
        sa.Column("lease_until_s", sa.Float(), nullable=False),
        sa.Column("seen_at_s", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("superseded_by", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_s", sa.Float(), nullable=False),
        sa.Column("claimed_until_s", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_remediations_episode_id_episodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remediations")),
    )
    op.create_index(op.f("ix_remediations_episode_id"), "remediations", ["episode_id"], unique=False)
    op.create_index("ix_remediations_state_due_s", "remediations", ["state", "due_s"], unique=False)
    op.create_index(op.f("ix_remediations_superseded_by"), "remediations", ["superseded_by"], unique=False)
    op.create_index("ix_remediations_target_created_at_s", "remediations", ["target", "created_at_s"], unique=False)
    op.create_index(
        "uq_remediations_running_target",
        "remediations",
        ["target"],
        unique=True,
        sqlite_where=sa.text("state IN ('intended', 'acted')"),
        postgresql_where=sa.text("state IN ('intended', 'acted')"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_remediations_running_target",
        table_name="remediations",
        sqlite_where=sa.text("state IN ('intended', 'acted')"),
        postgresql_where=sa.text("state IN ('intended', 'acted')"),
    )
    op.drop_index("ix_remediations_target_created_at_s", table_name="remediations")
    op.drop_index(op.f("ix_remediations_superseded_by"), table_name="remediations")
    op.drop_index("ix_remediations_state_due_s", table_name="remediations")
    op.drop_index(op.f("ix_remediations_episode_id"), table_name="remediations")
    op.drop_table("remediations")
    op.drop_index("ix_messages_notifier_thread", table_name="messages")
    op.drop_index("ix_messages_notifier_state_due_s", table_name="messages")
    op.drop_index("ix_messages_episode_id", table_name="messages")
    op.drop_table("messages")
    op.drop_index(op.f("ix_evaluations_episode_id"), table_name="evaluations")
    op.drop_table("evaluations")
    op.drop_table("switches")
    op.drop_table("quarantine")
    op.drop_index(
        "uq_episodes_open_fingerprint",
        table_name="episodes",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_episodes_state_due_s", table_name="episodes")
    op.drop_index("ix_episodes_fingerprint_id", table_name="episodes")
    op.drop_table("episodes")
