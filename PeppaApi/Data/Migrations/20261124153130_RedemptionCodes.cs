using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class RedemptionCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "included_credit",
                table: "groups",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "price_fen",
                table: "groups",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "redemption_batches",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    group_name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    per_user_limit = table.Column<int>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_redemption_batches", x => x.id);
                    table.CheckConstraint("ck_redemption_batches_worth", "amount >= 0 AND (amount > 0 OR group_name IS NOT NULL) AND (per_user_limit IS NULL OR per_user_limit > 0)");
                    table.ForeignKey(
                        name: "FK_redemption_batches_groups_group_name",
                        column: x => x.group_name,
                        principalTable: "groups",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "redemption_codes",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    batch_id = table.Column<long>(type: "INTEGER", nullable: false),
                    code_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    prefix = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    redeemed_by = table.Column<long>(type: "INTEGER", nullable: true),
                    redeemed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    grant_id = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_redemption_codes", x => x.id);
                    table.CheckConstraint("ck_redemption_codes_redeemed", "(redeemed_by IS NULL) = (redeemed_at IS NULL) AND (grant_id IS NULL OR redeemed_by IS NOT NULL)");
                    table.ForeignKey(
                        name: "FK_redemption_codes_asp_net_users_redeemed_by",
                        column: x => x.redeemed_by,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_redemption_codes_grants_grant_id",
                        column: x => x.grant_id,
                        principalTable: "grants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_redemption_codes_redemption_batches_batch_id",
                        column: x => x.batch_id,
                        principalTable: "redemption_batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.UpdateData(
                table: "groups",
                keyColumn: "name",
                keyValue: "default",
                columns: new[] { "included_credit", "price_fen" },
                values: new object[] { 0L, null });

            migrationBuilder.UpdateData(
                table: "groups",
                keyColumn: "name",
                keyValue: "svip",
                columns: new[] { "included_credit", "price_fen" },
                values: new object[] { 100000000000L, 188800L });

            migrationBuilder.UpdateData(
                table: "groups",
                keyColumn: "name",
                keyValue: "vip",
                columns: new[] { "included_credit", "price_fen" },
                values: new object[] { 50000000000L, 64800L });

            migrationBuilder.CreateIndex(
                name: "IX_redemption_batches_group_name",
                table: "redemption_batches",
                column: "group_name");

            migrationBuilder.CreateIndex(
                name: "IX_redemption_codes_batch_id",
                table: "redemption_codes",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "IX_redemption_codes_code_hash",
                table: "redemption_codes",
                column: "code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_redemption_codes_grant_id",
                table: "redemption_codes",
                column: "grant_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_redemption_codes_redeemed_by",
                table: "redemption_codes",
                column: "redeemed_by");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "redemption_codes");

            migrationBuilder.DropTable(
                name: "redemption_batches");

            migrationBuilder.DropColumn(
                name: "included_credit",
                table: "groups");

            migrationBuilder.DropColumn(
                name: "price_fen",
                table: "groups");
        }
    }
}
