using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class LongTasks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "long_tasks",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    public_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    request_id = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    token_id = table.Column<long>(type: "INTEGER", nullable: false),
                    channel_id = table.Column<long>(type: "INTEGER", nullable: true),
                    key_id = table.Column<long>(type: "INTEGER", nullable: true),
                    upstream_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    parent_id = table.Column<long>(type: "INTEGER", nullable: true),
                    action = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    mode = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    model = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    progress = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    missing_since = table.Column<long>(type: "INTEGER", nullable: true),
                    hold_id = table.Column<long>(type: "INTEGER", nullable: true),
                    held = table.Column<long>(type: "INTEGER", nullable: false),
                    charged = table.Column<long>(type: "INTEGER", nullable: false),
                    upstream_cost = table.Column<long>(type: "INTEGER", nullable: false),
                    fail_code = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_long_tasks", x => x.id);
                    table.CheckConstraint("ck_long_tasks_charged", "charged >= 0 AND charged <= held AND (hold_id IS NULL OR state < 3)");
                });

            migrationBuilder.CreateTable(
                name: "task_hooks",
                columns: table => new
                {
                    task_id = table.Column<long>(type: "INTEGER", nullable: false),
                    protected_url = table.Column<string>(type: "TEXT", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_task_hooks", x => x.task_id);
                    table.ForeignKey(
                        name: "FK_task_hooks_long_tasks_task_id",
                        column: x => x.task_id,
                        principalTable: "long_tasks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_long_tasks_channel_id_upstream_id",
                table: "long_tasks",
                columns: new[] { "channel_id", "upstream_id" },
                unique: true,
                filter: "upstream_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_long_tasks_finished_at",
                table: "long_tasks",
                column: "finished_at");

            migrationBuilder.CreateIndex(
                name: "IX_long_tasks_hold_id",
                table: "long_tasks",
                column: "hold_id",
                filter: "hold_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_long_tasks_public_id",
                table: "long_tasks",
                column: "public_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_long_tasks_state",
                table: "long_tasks",
                column: "state",
                filter: "state < 10");

            migrationBuilder.CreateIndex(
                name: "IX_long_tasks_user_id_id",
                table: "long_tasks",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_task_hooks_next_attempt_at",
                table: "task_hooks",
                column: "next_attempt_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "task_hooks");

            migrationBuilder.DropTable(
                name: "long_tasks");
        }
    }
}
