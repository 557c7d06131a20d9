using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class ChannelHealth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "concurrency",
                table: "channels",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "default_members",
                table: "channels",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "protected_headers",
                table: "channels",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "protected_proxy",
                table: "channels",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "removed_members",
                table: "channels",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<int>(
                name: "requests_per_minute",
                table: "channels",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "set_members",
                table: "channels",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "status_mapping",
                table: "channels",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<string>(
                name: "system_prompt",
                table: "channels",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tags",
                table: "channels",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<long>(
                name: "tokens_per_minute",
                table: "channels",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "disabled",
                table: "channel_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "channel_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    channel_id = table.Column<long>(type: "INTEGER", nullable: false),
                    key_id = table.Column<long>(type: "INTEGER", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_channel_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "channel_key_states",
                columns: table => new
                {
                    key_id = table.Column<long>(type: "INTEGER", nullable: false),
                    cooling_until = table.Column<long>(type: "INTEGER", nullable: true),
                    cooling_reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    requests = table.Column<long>(type: "INTEGER", nullable: false),
                    spent = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_channel_key_states", x => x.key_id);
                    table.ForeignKey(
                        name: "FK_channel_key_states_channel_keys_key_id",
                        column: x => x.key_id,
                        principalTable: "channel_keys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_channel_events_at",
                table: "channel_events",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_channel_events_channel_id_at",
                table: "channel_events",
                columns: new[] { "channel_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "channel_events");

            migrationBuilder.DropTable(
                name: "channel_key_states");

            migrationBuilder.DropColumn(
                name: "concurrency",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "default_members",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "protected_headers",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "protected_proxy",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "removed_members",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "requests_per_minute",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "set_members",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "status_mapping",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "system_prompt",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "tags",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "tokens_per_minute",
                table: "channels");

            migrationBuilder.DropColumn(
                name: "disabled",
                table: "channel_keys");
        }
    }
}
