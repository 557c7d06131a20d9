using Microsoft.Data.Sqlite;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Operations.Imports;

/// <summary>A database as another relay leaves it, with the columns that its tables have.</summary>
internal sealed class OldFile : IAsyncDisposable
{
    private const string OneApi = """
        CREATE TABLE channels (id integer PRIMARY KEY AUTOINCREMENT, type integer DEFAULT 0, key text, status integer DEFAULT 1, name text, weight integer DEFAULT 0, created_time bigint, test_time bigint,
          response_time integer, base_url text DEFAULT '', other text, balance real, balance_updated_time bigint, models text, "group" varchar(32) DEFAULT 'default', used_quota bigint DEFAULT 0,
          model_mapping varchar(1024) DEFAULT '', priority bigint DEFAULT 0, config text, system_prompt text);
        CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, username text UNIQUE, password text NOT NULL, display_name text, role integer DEFAULT 1, status integer DEFAULT 1, email text, github_id text,
          wechat_id text, lark_id text, oidc_id text, access_token char(32), quota bigint DEFAULT 0, used_quota bigint DEFAULT 0, request_count integer DEFAULT 0, "group" varchar(32) DEFAULT 'default',
          aff_code varchar(32), inviter_id integer);
        CREATE TABLE tokens (id integer PRIMARY KEY AUTOINCREMENT, user_id integer, key char(48), status integer DEFAULT 1, name text, created_time bigint, accessed_time bigint, expired_time bigint DEFAULT -1,
          remain_quota bigint DEFAULT 0, unlimited_quota numeric DEFAULT false, used_quota bigint DEFAULT 0, models text, subnet text DEFAULT '');
        CREATE TABLE options (key text PRIMARY KEY, value text);
        """;

    private const string NewApi = """
        CREATE TABLE channels (id integer PRIMARY KEY AUTOINCREMENT, type integer DEFAULT 0, key text NOT NULL, open_ai_organization text, test_model text, status integer DEFAULT 1, name text, weight integer DEFAULT 0,
          created_time bigint, test_time bigint, response_time integer, base_url text DEFAULT '', other text, balance real, balance_updated_time bigint, models text, "group" varchar(64) DEFAULT 'default',
          used_quota bigint DEFAULT 0, model_mapping text, status_code_mapping varchar(1024) DEFAULT '', priority bigint DEFAULT 0, auto_ban integer DEFAULT 1, other_info text, tag text, setting text,
          param_override text, header_override text, remark varchar(255), channel_info json, settings text);
        CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, username text UNIQUE, password text NOT NULL, display_name text, role int DEFAULT 1, status int DEFAULT 1, email text, github_id text, oidc_id text,
          wechat_id text, telegram_id text, access_token char(32), quota int DEFAULT 0, used_quota int DEFAULT 0, request_count int DEFAULT 0, "group" varchar(64) DEFAULT 'default', aff_code varchar(32),
          aff_count int DEFAULT 0, aff_quota int DEFAULT 0, aff_history int DEFAULT 0, inviter_id int, deleted_at datetime, linux_do_id text, setting text, remark varchar(255), stripe_customer varchar(64));
        CREATE TABLE tokens (id integer PRIMARY KEY AUTOINCREMENT, user_id integer, key char(48), status integer DEFAULT 1, name text, created_time bigint, accessed_time bigint, expired_time bigint DEFAULT -1,
          remain_quota integer DEFAULT 0, unlimited_quota numeric, model_limits_enabled numeric, model_limits varchar(1024) DEFAULT '', allow_ips text DEFAULT '', used_quota integer DEFAULT 0,
          "group" text DEFAULT '', deleted_at datetime);
        CREATE TABLE options (key text PRIMARY KEY, value text);
        """;

    private readonly TempFolder _folder = new();

    public string Path => System.IO.Path.Combine(_folder.Path, "old.db");

    /// <summary>Where what is brought over goes.</summary>
    public string DataDirectory => System.IO.Path.Combine(_folder.Path, "data");

    public static OldFile OfOneApi(params string[] statements) => Create(OneApi, statements);

    public static OldFile OfNewApi(params string[] statements) => Create(NewApi, statements);

    public static string Key(char letter) => new(letter, 48);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return _folder.DisposeAsync();
    }

    private static OldFile Create(string schema, string[] statements)
    {
        var file = new OldFile();
        using var connection = new SqliteConnection($"Data Source={file.Path};Pooling=False");
        connection.Open();
        foreach (var statement in statements.Prepend(schema))
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }

        return file;
    }
}
