using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class SignUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "invite_code",
                table: "asp_net_users",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name_skeleton",
                table: "asp_net_users",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "no_expiry_mails",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "person_key",
                table: "asp_net_users",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            // As MailPerson.Exact and LookAlike.Skeleton make them from the names and addresses that were possible until now.
            migrationBuilder.Sql("""
                UPDATE asp_net_users SET person_key = lower(email),
                    name_skeleton = replace(replace(replace(replace(replace(replace(replace(lower(user_name), '0', 'o'), '1', 'l'), 'i', 'l'), 'rn', 'm'), 'vv', 'w'), '-', '_'), '.', '_')
                """);

            migrationBuilder.CreateTable(
                name: "agreements",
                columns: table => new
                {
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    english = table.Column<string>(type: "TEXT", nullable: false),
                    chinese = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agreements", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "expiry_notices",
                columns: table => new
                {
                    grant_id = table.Column<long>(type: "INTEGER", nullable: false),
                    stage = table.Column<int>(type: "INTEGER", nullable: false),
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    dismissed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_expiry_notices", x => new { x.grant_id, x.stage });
                    table.ForeignKey(
                        name: "FK_expiry_notices_grants_grant_id",
                        column: x => x.grant_id,
                        principalTable: "grants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sign_ups",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    handle_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    user_name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    email = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    person_key = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    language = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    decoy = table.Column<bool>(type: "INTEGER", nullable: false),
                    code_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    link_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    code_expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    wrong_codes = table.Column<int>(type: "INTEGER", nullable: false),
                    mails_sent = table.Column<int>(type: "INTEGER", nullable: false),
                    last_mail_at = table.Column<long>(type: "INTEGER", nullable: false),
                    inviter_id = table.Column<long>(type: "INTEGER", nullable: true),
                    address = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    agreement_version = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    user_id = table.Column<long>(type: "INTEGER", nullable: true),
                    gifts_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reward = table.Column<long>(type: "INTEGER", nullable: false),
                    no_reward = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sign_ups", x => x.id);
                    table.ForeignKey(
                        name: "FK_sign_ups_asp_net_users_inviter_id",
                        column: x => x.inviter_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_sign_ups_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "agreement_acceptances",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    accepted_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agreement_acceptances", x => new { x.user_id, x.version });
                    table.ForeignKey(
                        name: "FK_agreement_acceptances_agreements_version",
                        column: x => x.version,
                        principalTable: "agreements",
                        principalColumn: "version",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_agreement_acceptances_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "asp_net_users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_asp_net_users_invite_code",
                table: "asp_net_users",
                column: "invite_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_asp_net_users_name_skeleton",
                table: "asp_net_users",
                column: "name_skeleton");

            migrationBuilder.CreateIndex(
                name: "IX_asp_net_users_person_key",
                table: "asp_net_users",
                column: "person_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_agreement_acceptances_version",
                table: "agreement_acceptances",
                column: "version");

            migrationBuilder.CreateIndex(
                name: "IX_expiry_notices_user_id",
                table: "expiry_notices",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ups_address_created_at",
                table: "sign_ups",
                columns: new[] { "address", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_ups_handle_hash",
                table: "sign_ups",
                column: "handle_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_sign_ups_inviter_id",
                table: "sign_ups",
                column: "inviter_id");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ups_link_hash",
                table: "sign_ups",
                column: "link_hash");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ups_person_key",
                table: "sign_ups",
                column: "person_key");

            migrationBuilder.CreateIndex(
                name: "IX_sign_ups_user_id",
                table: "sign_ups",
                column: "user_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agreement_acceptances");

            migrationBuilder.DropTable(
                name: "expiry_notices");

            migrationBuilder.DropTable(
                name: "sign_ups");

            migrationBuilder.DropTable(
                name: "agreements");

            migrationBuilder.DropIndex(
                name: "IX_asp_net_users_invite_code",
                table: "asp_net_users");

            migrationBuilder.DropIndex(
                name: "IX_asp_net_users_name_skeleton",
                table: "asp_net_users");

            migrationBuilder.DropIndex(
                name: "IX_asp_net_users_person_key",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "invite_code",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "name_skeleton",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "no_expiry_mails",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "person_key",
                table: "asp_net_users");
        }
    }
}
