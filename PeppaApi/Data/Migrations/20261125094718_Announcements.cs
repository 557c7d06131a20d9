using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class Announcements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "announcements",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    severity = table.Column<int>(type: "INTEGER", nullable: false),
                    english_title = table.Column<string>(type: "TEXT", nullable: false),
                    chinese_title = table.Column<string>(type: "TEXT", nullable: false),
                    english = table.Column<string>(type: "TEXT", nullable: false),
                    chinese = table.Column<string>(type: "TEXT", nullable: false),
                    for_visitors = table.Column<bool>(type: "INTEGER", nullable: false),
                    shown_from = table.Column<long>(type: "INTEGER", nullable: false),
                    shown_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_announcements", x => x.id);
                    table.CheckConstraint("ck_announcements_shown", "shown_until is null or shown_until > shown_from");
                });

            migrationBuilder.CreateTable(
                name: "seen_announcements",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    announcement_id = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_seen_announcements", x => new { x.user_id, x.announcement_id });
                    table.ForeignKey(
                        name: "FK_seen_announcements_announcements_announcement_id",
                        column: x => x.announcement_id,
                        principalTable: "announcements",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_seen_announcements_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_announcements_shown_from",
                table: "announcements",
                column: "shown_from");

            migrationBuilder.CreateIndex(
                name: "IX_seen_announcements_announcement_id",
                table: "seen_announcements",
                column: "announcement_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "seen_announcements");

            migrationBuilder.DropTable(
                name: "announcements");
        }
    }
}
