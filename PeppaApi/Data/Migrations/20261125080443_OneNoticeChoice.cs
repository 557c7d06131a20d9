using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class OneNoticeChoice : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "expiring_credit",
                table: "notice_choices",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.Sql("UPDATE notice_choices SET expiring_credit = 0 WHERE user_id IN (SELECT id FROM asp_net_users WHERE no_expiry_mails = 1)");
            migrationBuilder.Sql("""
                INSERT INTO notice_choices (user_id, low_credit, low_credit_below, expiring_credit, security_events, by_mail, low_credit_told)
                SELECT id, 0, 1000000000, 0, 1, 1, 0 FROM asp_net_users WHERE no_expiry_mails = 1 AND id NOT IN (SELECT user_id FROM notice_choices)
                """);

            // The operation of that name would build the whole table anew.
            migrationBuilder.Sql("ALTER TABLE asp_net_users DROP COLUMN no_expiry_mails");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "expiring_credit",
                table: "notice_choices");

            migrationBuilder.AddColumn<bool>(
                name: "no_expiry_mails",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }
    }
}
