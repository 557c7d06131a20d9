using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class Profile : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "deleted_at",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "display_name",
                table: "asp_net_users",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "asp_net_users",
                type: "TEXT",
                maxLength: 10,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mail_changes",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    new_email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    old_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    new_confirmed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mail_changes", x => x.user_id);
                    table.ForeignKey(
                        name: "FK_mail_changes_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mail_changes");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "display_name",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "language",
                table: "asp_net_users");
        }
    }
}
