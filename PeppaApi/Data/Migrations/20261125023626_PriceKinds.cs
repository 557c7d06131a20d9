using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class PriceKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "audio_input_tokens",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "audio_output_tokens",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "cache_write_hour_tokens",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "calls",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "characters",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "image_input_tokens",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "image_output_tokens",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "images",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "milliseconds",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "units",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "variant",
                table: "usage_records",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "characters",
                table: "usage_hours",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "images",
                table: "usage_hours",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "milliseconds",
                table: "usage_hours",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "units",
                table: "usage_hours",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "audio_input_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "audio_output_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "cache_write_hour_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "characters_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "image_input_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "image_output_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "image_prices",
                table: "model_prices",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<long>(
                name: "per_image",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "per_second",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "per_unit",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reasoning_per_million",
                table: "model_prices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tiers",
                table: "model_prices",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'[]'");

            // What was billed before is one call each.
            migrationBuilder.Sql("UPDATE usage_records SET calls = 1 WHERE basis IN (1, 2, 3)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "audio_input_tokens",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "audio_output_tokens",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "cache_write_hour_tokens",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "calls",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "characters",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "image_input_tokens",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "image_output_tokens",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "images",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "milliseconds",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "units",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "variant",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "characters",
                table: "usage_hours");

            migrationBuilder.DropColumn(
                name: "images",
                table: "usage_hours");

            migrationBuilder.DropColumn(
                name: "milliseconds",
                table: "usage_hours");

            migrationBuilder.DropColumn(
                name: "units",
                table: "usage_hours");

            migrationBuilder.DropColumn(
                name: "audio_input_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "audio_output_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "cache_write_hour_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "characters_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "image_input_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "image_output_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "image_prices",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "per_image",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "per_second",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "per_unit",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "reasoning_per_million",
                table: "model_prices");

            migrationBuilder.DropColumn(
                name: "tiers",
                table: "model_prices");
        }
    }
}
