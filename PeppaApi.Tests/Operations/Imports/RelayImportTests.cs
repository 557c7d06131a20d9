using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Hosting;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Operations.Imports;

/// <summary>The verb import, from real SQLite files to a place that serves.</summary>
public sealed class RelayImportTests
{
    [Fact]
    public async Task OneApi_Applied_IsThere_AndASecondRunDoesNothingTwice()
    {
        await using var old = OldFile.OfOneApi(
            """INSERT INTO options VALUES ('GroupRatio', '{"default":1,"gold":0.8}')""",
            """
            INSERT INTO channels (id, type, key, name, base_url, models, "group", model_mapping, priority, weight, status, system_prompt) VALUES
              (1, 1, 'sk-upstream-one-0001', 'main', 'http://127.0.0.1:9', 'gpt-4o,gpt-4o-mini,gpt-4o', 'default,gold', '{"gpt-4o":"gpt-4o-2024-11-20"}', 7, 3, 1, 'Be kind'),
              (2, 36, 'sk-deepseek-000000002', 'main', 'http://127.0.0.1:9/', 'deepseek-chat', 'default', '', 0, 0, 3, NULL)
            """,
            """
            INSERT INTO users (id, username, password, display_name, role, status, email, quota, "group") VALUES
              (1, 'root', '$2a$10$bcrypt', 'Root', 100, 1, 'root@example.test', 1000000, 'default'),
              (2, 'lena', '$2a$10$bcrypt', 'Lena', 1, 1, 'lena@example.test', 750001, 'gold')
            """,
            $"""
            INSERT INTO tokens (id, user_id, key, name, status, expired_time, remain_quota, unlimited_quota, models, subnet) VALUES
              (1, 2, '{OldFile.Key('a')}', 'phone', 1, -1, 250000, 0, 'gpt-4o', '203.0.113.0/24'),
              (2, 2, '{OldFile.Key('b')}', 'all', 1, -1, 0, 1, NULL, ''),
              (3, 1, '{OldFile.Key('c')}', 'off', 2, 1700000000, -5, 0, '', '')
            """);
        var (code, output) = await RunAsync(old, "one-api", "--apply");
        Assert.True(code == 0, output);
        Assert.Contains("groups    1: gold (× 0.8)", output, StringComparison.Ordinal);
        Assert.Contains("channels  2, 1 of them enabled", output, StringComparison.Ordinal);
        Assert.Contains("users     2; $3.50 of credit to 2", output, StringComparison.Ordinal);
        Assert.Contains("user 1 \"root\": is an operator there", output, StringComparison.Ordinal);
        Assert.Contains("The books are right", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", output, StringComparison.Ordinal);
        Assert.DoesNotContain(OldFile.Key('a'), output, StringComparison.Ordinal);

        var (again, second) = await RunAsync(old, "one-api", "--apply");
        Assert.True(again == 0, second);
        Assert.Contains("channels  0, 0 of them enabled (2 more are here already)", second, StringComparison.Ordinal);
        Assert.Contains("users     0 (2 more are here already); $0.00 of credit to 0", second, StringComparison.Ordinal);
        Assert.Contains("tokens    0 (3 more are here already)", second, StringComparison.Ordinal);

        await using var app = await ServeAsync(old);
        await using (var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext())
        {
            var channel = await context.Channels.Include(channel => channel.Keys).SingleAsync(channel => channel.Tags.Contains("one-api:1"));
            Assert.Equal(("main", "openai", "http://127.0.0.1:9", 7, 3, true, "Be kind"), (channel.Name, channel.Provider, channel.BaseUrl, channel.Priority, channel.Weight, channel.Enabled, channel.SystemPrompt));
            Assert.Equal(["gpt-4o", "gpt-4o-mini"], channel.Models);
            Assert.Equal(["default", "gold"], channel.Groups);
            Assert.Equal("gpt-4o-2024-11-20", channel.ModelMapping["gpt-4o"]);
            Assert.Equal("0001", Assert.Single(channel.Keys).Hint);
            var off = await context.Channels.SingleAsync(channel => channel.Tags.Contains("one-api:2"));
            Assert.Equal(("deepseek", "http://127.0.0.1:9", false, 1), (off.Provider, off.BaseUrl, off.Enabled, off.Weight));
            var lena = await context.Users.SingleAsync(user => user.UserName == "lena");
            Assert.Equal(("gold", "Lena", null, "lena@example.test"), (lena.GroupName, lena.DisplayName, lena.PasswordHash, lena.Email));
            Assert.Equal(750_001 * 2_000L, (await app.Services.GetRequiredService<BalanceReader>().GetAsync(lena.Id)).Available);
            var tokens = await context.Tokens.OrderBy(token => token.Id).ToListAsync();
            Assert.Equal([500_000_000L, null, 0L], tokens.Select(token => token.Limit));
            Assert.Equal([true, true, false], tokens.Select(token => token.Enabled));
            Assert.Equal(["gpt-4o"], tokens[0].Models);
            Assert.Equal(["203.0.113.0/24"], tokens[0].AllowedAddresses);
            Assert.Equal(GrantKind.Adjustment, (await context.Grants.ToListAsync()).Select(grant => grant.Kind).Distinct().Single());
            var acts = await context.AuditRecords.Where(record => record.ActorName == "import one-api").Select(record => record.Act).Distinct().ToListAsync();
            Assert.All(["channel.created", "user.created", "token.created", "grant.given", "group.created", "import.done"], act => Assert.Contains(act, acts));
        }

        using var holder = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        holder.DefaultRequestHeaders.Authorization = new("Bearer", "sk-" + OldFile.Key('b'));
        Assert.Equal(200, (await holder.CallAsync("GET", "/api/token")).Status);
        await app.StopAsync();
    }

    [Fact]
    public async Task OneApi_WithoutApply_WritesNothing()
    {
        await using var old = OldFile.OfOneApi(
            """INSERT INTO channels (id, type, key, name, base_url, models) VALUES (1, 1, 'sk-upstream-one-0001', 'main', 'http://127.0.0.1:9', 'gpt-4o')""",
            """INSERT INTO users (id, username, password, email, quota, "group") VALUES (2, 'lena', '', 'lena@example.test', 500000, 'gold')""",
            $"INSERT INTO tokens (user_id, key, name, remain_quota) VALUES (2, '{OldFile.Key('a')}', 'phone', 1)");
        for (var i = 0; i < 2; i++)
        {
            // The first time there is nothing yet, the second time what the first one made.
            var (code, output) = await RunAsync(old, "one-api", "--quota-per-dollar", "1000000");
            Assert.True(code == 0, output);
            Assert.Contains("nothing was written", output, StringComparison.Ordinal);
            Assert.Contains("users     1; $0.50 of credit to 1", output, StringComparison.Ordinal);
        }

        await using var app = await ServeAsync(old);
        await using var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        Assert.Equal((0, 0, 0, 3), (await context.Channels.CountAsync(), await context.Users.CountAsync(), await context.Tokens.CountAsync(), await context.Groups.CountAsync()));
        await app.StopAsync();
    }

    [Fact]
    public async Task OneApi_HostileRows_AreNamedWithTheReason_AndTheRestComes()
    {
        await using var old = OldFile.OfOneApi(
            """
            INSERT INTO channels (id, type, key, name, base_url, models, "group", model_mapping, priority) VALUES
              (1, 1, 'sk-1', 'broken mapping', 'http://127.0.0.1:9', 'm', 'default', '{"a":', 0),
              (2, 999, 'sk-2', 'unknown', 'http://127.0.0.1:9', 'm', 'default', '', 0),
              (3, 33, 'sk-3', 'aws', '', 'm', 'default', '', 0),
              (4, 1, 'sk-4', 'no models', 'http://127.0.0.1:9', '', 'default', '', 0),
              (5, 1, 'sk-5', 'text for a number', 'http://127.0.0.1:9', 'm', 'default', '', 'high'),
              (6, 18, 'one|two', 'short key', 'http://127.0.0.1:9', 'SparkDesk', 'default', '', 0),
              (7, 1, 'sk-7', 'private', 'http://10.0.0.1', 'm', 'default', '', 0),
              (8, 1, 'sk-8', 'odd group', 'http://127.0.0.1:9', 'm', 'gr oup', '', 0),
              (9, 1, '', 'without a key', 'http://127.0.0.1:9', 'm', 'default', '', 99999999),
              (10, 1, 'sk-10', 'esc' || char(27) || '[31mape' || char(10) || 'line', 'http://127.0.0.1:9', 'm', 'default', '[1]', 0)
            """,
            """
            INSERT INTO users (id, username, password, email, quota, status, role) VALUES
              (1, 'minus', '', 'minus@example.test', -7, 1, 1),
              (2, 'Minus', '', 'other@example.test', 5, 1, 1),
              (3, 'same-mail', '', 'MINUS@example.test', 5, 1, 1),
              (4, 'nomail', '', '', 5, 1, 1),
              (5, 'rich', '', 'rich@example.test', 500000000000000, 1, 1),
              (6, 'operator', '', 'stranger@example.test', 5, 1, 1),
              (7, 'no@name', '', 'at@example.test', 5, 1, 1),
              (8, 'gone', '', 'gone@example.test', 5, 3, 1),
              (9, 'blocked', '', 'blocked@example.test', 500000, 2, 1)
            """,
            $"""
            INSERT INTO tokens (id, user_id, key, name, remain_quota, unlimited_quota, models, subnet, expired_time) VALUES
              (1, 1, 'short', 'short key', 1, 0, '', '', -1),
              (2, 1, '{OldFile.Key('a')}', 'good', 1, 1, '', '', -1),
              (3, 1, '{OldFile.Key('b')}', 'bad network', 1, 0, '', 'localhost', -1),
              (4, 4, '{OldFile.Key('c')}', 'orphan', 1, 0, '', '', -1),
              (5, 8, '{OldFile.Key('d')}', 'of the deleted', 1, 0, '', '', -1),
              (6, 1, '{OldFile.Key('e')}', 'never', 9223372036854775807, 0, '', '', 99999999999999)
            """);
        var (code, output) = await RunAsync(old, "one-api", "--apply", "--Bootstrap:Admin:UserName=operator", "--Bootstrap:Admin:Email=operator@example.test", "--Bootstrap:Admin:Password=correct horse battery");
        Assert.True(code == 0, output);
        string[] reasons =
        [
            "channel 1 \"broken mapping\": model_mapping is no JSON object.",
            "channel 2 \"unknown\": vendor number 999 is not known.",
            "channel 3 \"aws\": AWS (vendor number 33) has no equal here.",
            "channel 4 \"no models\": Name at least one model.",
            "channel 5 \"text for a number\": priority is no whole number.",
            "channel 6 \"short key\": A key of this provider is like APPID|APISecret|APIKey.",
            "channel 7 \"private\": 10.0.0.1 is not on the public internet.",
            "channel 8 \"odd group\": its group cannot be made here:",
            "channel 10 \"esc[31mapeline\": model_mapping is no JSON object.",
            "channel 9 \"without a key\": it has no key, and comes switched off.",
            "channel 9 \"without a key\": its priority 99999999 is more than 10,000",
            "user 2 \"Minus\": another user before it has the same name.",
            "user 3 \"same-mail\": another user before it has the same mail address.",
            "user 4 \"nomail\": it has no mail address; with --mail-domain=DOMAIN",
            "user 6 \"operator\": the user name is somebody else's here",
            "user 7 \"no@name\":",
            "user 1 \"minus\": its quota is below zero (-7), and becomes no credit.",
            "user 5 \"rich\": its quota 500000000000000 is more than a million dollars",
            "token 1 \"short key\": its key is not sk- and 48 letters or digits",
            "token 3 \"bad network\": 'localhost' is no address and no network.",
            "token 4 \"orphan\": its user 4 is not brought over.",
            "token 6 \"never\": expired_time is no moment.",
            "2 users and tokens are deleted there",
            "users     3; $1.00 of credit to 1",
            "The books are right",
        ];
        Assert.All(reasons, reason => Assert.Contains(reason, output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', output);
        await using var app = await ServeAsync(old);
        await using var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        Assert.Equal(["without a key"], await context.Channels.Select(channel => channel.Name).ToListAsync());
        Assert.Equal(["blocked", "minus", "operator", "rich"], await context.Users.OrderBy(user => user.UserName).Select(user => user.UserName!).ToListAsync());
        Assert.True((await context.Users.SingleAsync(user => user.UserName == "blocked")).Disabled);
        Assert.Equal(["good"], await context.Tokens.Select(token => token.Name).ToListAsync());
        await app.StopAsync();
    }

    [Fact]
    public async Task NewApi_Applied_HasWhatItsTablesHaveMore()
    {
        await using var old = OldFile.OfNewApi(
            """
            INSERT INTO channels (id, type, key, name, base_url, models, "group", status_code_mapping, tag, setting, param_override, header_override, channel_info) VALUES
              (4, 43, 'sk-a-0123456789' || char(10) || 'sk-b-0123456789' || char(10) || 'sk-c-0123456789', 'many keys', 'http://127.0.0.1:9', 'deepseek-chat', 'default', '{"400":"503","200":"500"}', 'cheap',
               '{"proxy":"socks5://127.0.0.1:1080","system_prompt":"Be brief"}', '{"temperature":0.5,"model":"other"}', '{"X-One":"1","X-Two":"{api_key}"}',
               '{"is_multi_key":true,"multi_key_status_list":{"1":3}}'),
              (5, 36, 'sk-suno', 'music', '', 'suno', 'default', '', NULL, NULL, NULL, NULL, NULL)
            """,
            """
            INSERT INTO users (id, username, password, email, quota, deleted_at) VALUES (1, 'kim', '', '', 500000, NULL), (2, 'lee', '', 'lee@example.test', 1, '2025-01-01 00:00:00')
            """,
            $"""
            INSERT INTO tokens (id, user_id, key, name, unlimited_quota, model_limits_enabled, model_limits, allow_ips, "group", deleted_at) VALUES
              (1, 1, '{OldFile.Key('a')}', 'limited', 1, 1, 'gpt-4o,deepseek-chat', '203.0.113.7' || char(10) || '2001:db8::/32', 'vip', NULL),
              (2, 1, '{OldFile.Key('b')}', 'nothing', 1, 1, '', '', '', NULL),
              (3, 1, '{OldFile.Key('c')}', 'deleted', 1, 0, '', '', '', '2025-01-01 00:00:00'),
              (4, 1, '{OldFile.Key('d')}', 'free', 1, 0, 'ignored', '', '', NULL)
            """);
        var (code, output) = await RunAsync(old, "new-api", "--apply", "--mail-domain=people.example.test");
        Assert.True(code == 0, output);
        string[] words =
        [
            "channel 5 \"music\": Suno (vendor number 36) has no equal here.",
            "channel 4 \"many keys\": 1 of its 3 keys were switched off",
            "param_override sets 'model', which is left out",
            "an entry of status_code_mapping is not from one of 400 to 599",
            "1 of the headers in header_override are computed",
            "token 2 \"nothing\": it may use no model there",
            "token 1 \"limited\": its own group \"vip\" is left out",
            "2 users and tokens are deleted there",
            "tokens    2",
        ];
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
        await using var app = await ServeAsync(old);
        var channel = Assert.Single(await app.Services.GetRequiredService<ChannelService>().ListAsync());
        Assert.Equal(("deepseek", 2, true), (channel.Provider, channel.Keys.Count, channel.Enabled));
        Assert.Equal(["new-api:4", "cheap"], channel.Tags);
        Assert.Equal(("Be brief", "socks5://127.0.0.1:1080", "0.5"), (channel.Rules.SystemPrompt, channel.Rules.Proxy, channel.Rules.Set!["temperature"].GetRawText()));
        Assert.Equal(503, Assert.Single(channel.Rules.StatusMapping!).Value);
        Assert.Equal("X-One", Assert.Single(channel.Rules.Headers!).Key);
        await using var context = app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        Assert.Equal("kim@people.example.test", (await context.Users.SingleAsync()).Email);
        var tokens = await context.Tokens.OrderBy(token => token.Id).ToListAsync();
        Assert.Equal(["gpt-4o", "deepseek-chat"], tokens[0].Models);
        Assert.Equal(["203.0.113.7/32", "2001:db8::/32"], tokens[0].AllowedAddresses);
        Assert.Empty(tokens[1].Models);
        await app.StopAsync();
    }

    [Theory]
    [InlineData(2, "Name the relay and its SQLite file", "import")]
    [InlineData(2, "Name the relay and its SQLite file", "import", "litellm", "FILE")]
    [InlineData(2, "There is no file", "import", "one-api", "/nowhere/old.db")]
    [InlineData(2, "--quota-per-dollar is a whole number above 0.", "import", "one-api", "FILE", "--quota-per-dollar=0")]
    [InlineData(2, "--quota-per-dollar needs a value.", "import", "one-api", "FILE", "--quota-per-dollar")]
    [InlineData(2, "--mail-domain is a domain", "import", "one-api", "FILE", "--mail-domain=@x")]
    [InlineData(1, "This looks like a database of one-api", "import", "new-api", "FILE")]
    public async Task Line_ThatIsWrong_SaysWhatIsRight(int expected, string words, params string[] args)
    {
        await using var old = OldFile.OfOneApi();
        using var output = new StringWriter();
        var code = await CommandLine.RunAsync([.. args.Select(arg => arg == "FILE" ? old.Path : arg), .. Where(old)], new Terminal(output, output));
        Assert.Equal(expected, code);
        Assert.Contains(words, output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no database at all, only text that goes on for a while")]
    [InlineData("")]
    public async Task File_ThatIsNoDatabase_IsRefused(string content)
    {
        await using var old = OldFile.OfOneApi();
        await File.WriteAllTextAsync(old.Path, content);
        var (code, output) = await RunAsync(old, "one-api", "--apply");
        Assert.Equal(1, code);
        Assert.Contains(content.Length == 0 ? "This is no database of one-api or new-api" : "cannot be read", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(old.DataDirectory, "peppa.db")));
    }

    private static string[] Where(OldFile old) => [$"--Storage:DataDirectory={old.DataDirectory}", "--Relay:AllowedPrivateHosts:0=127.0.0.1", "--Logging:LogLevel:Default=None"];

    private static async Task<(int Code, string Output)> RunAsync(OldFile old, string relay, params string[] more)
    {
        using var output = new StringWriter();
        var code = await CommandLine.RunAsync(["import", relay, old.Path, .. more, .. Where(old)], new Terminal(output, output));
        SqliteConnection.ClearAllPools();
        return (code, output.ToString());
    }

    private static async Task<Microsoft.AspNetCore.Builder.WebApplication> ServeAsync(OldFile old)
    {
        var app = PeppaHost.Build([.. Where(old), "--Urls=http://127.0.0.1:0"]);
        await PeppaHost.StartUpAsync(app);
        await app.StartAsync();
        return app;
    }
}
