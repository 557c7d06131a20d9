using System.Net;
using Microsoft.Data.Sqlite;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>The disk is full or read-only, or somebody else keeps the file locked: nothing is given away, everybody is told, and all goes on when the fault goes.</summary>
public sealed class StorageFaultTests
{
    private const long Price = (9 * 150) + (3 * 600);

    [Fact]
    public async Task Disk_ReadOnly_RefusesEverybodyUntilItIsNot()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        await bed.SetReadOnlyAsync(true);
        await AssertRefusedAsync(bed, "/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}]}""", "\"code\":\"storage_unavailable\"");
        await AssertRefusedAsync(bed, "/v1/messages", """{"model":"gpt-4o-mini","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""", "\"type\":\"overloaded_error\"");
        await AssertRefusedAsync(bed, "/v1beta/models/gpt-4o-mini:generateContent", """{"contents":[{"parts":[{"text":"x"}]}]}""", "\"status\":\"UNAVAILABLE\"");
        Assert.Empty(bed.Upstream.Requests);
        Assert.Single(bed.Log.Lines, line => line.Contains("The books cannot be written", StringComparison.Ordinal));
        await bed.SetReadOnlyAsync(false);
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        Assert.Single(await bed.RecordsAsync());
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Disk_Full_ServesWhatFitsAndNothingElse()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        await bed.SetFullAsync(true);
        var (served, refused) = (0, 0);
        for (var i = 0; i < 300 && refused < 5; i++)
        {
            using var response = await bed.ChatAsync();
            _ = response.StatusCode == HttpStatusCode.OK ? served++ : refused++;
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
        }

        Assert.Equal(5, refused);
        await bed.SetFullAsync(false);
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        await ReleasedAsync(bed);
        Assert.Equal(served + 1, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disk_FailsBeforeTheSettlement_ReplyIsNotGivenAwayAndTheBooksCatchUp(bool stream)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddChannelAsync(async context =>
        {
            await bed.SetReadOnlyAsync(true);
            await Replies.Either()(context);
        });
        using (var response = await bed.ChatAsync(stream ? ",\"stream\":true" : ""))
        {
            var body = await response.Content.ReadAsStringAsync();
            Assert.Equal(stream ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Contains("storage_unavailable", body, StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
            Assert.DoesNotContain("Paris", body, StringComparison.Ordinal);
        }

        Assert.NotEqual(0, (await bed.BalanceAsync()).Held);
        await bed.SetReadOnlyAsync(false);
        await ReleasedAsync(bed);
        var record = Assert.Single(await bed.RecordsAsync());
        // Who has read a stream pays for it; who got nothing does not.
        Assert.Equal(stream ? (UsageStatus.Succeeded, Price) : (UsageStatus.Failed, 0), (record.Status, record.Charged));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Database_LockedByAnotherProcess_RefusesAtOnceAndServesWhoWaited()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        await using var other = new SqliteConnection($"Data Source={Path.Combine(bed.DataDirectory, "peppa.db")};Pooling=False");
        await other.OpenAsync();
        await ExecuteAsync(other, "BEGIN IMMEDIATE");
        var waiting = bed.ChatAsync();
        // Two seconds after it has come to the ledger; after five it is refused, too.
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(waiting.IsCompleted);
        using (var refused = await bed.ChatAsync().WaitAsync(TimeSpan.FromSeconds(2)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(5, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        }

        await ExecuteAsync(other, "ROLLBACK");
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task File_DamagedWhileServing_IsToldAndEndsNothing()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Bootstrap:Admin:AccessToken=access-token-of-this-test"], upstreams: Replies.Either());
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        var path = Path.Combine(bed.DataDirectory, "peppa.db");
        await using (var other = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await other.OpenAsync();
            await ExecuteAsync(other, "PRAGMA wal_checkpoint(TRUNCATE)");
        }

        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            // Every page but the first.
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - file.Position]);
        }

        using var client = bed.CreateClient("access-token-of-this-test");
        var statuses = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            using var chat = await bed.ChatAsync(i % 2 == 0 ? "" : ",\"stream\":true");
            using var users = await client.GetAsync("/api/users");
            using var usage = await client.GetAsync("/api/usage");
            statuses.AddRange([(int)chat.StatusCode, (int)users.StatusCode, (int)usage.StatusCode]);
        }

        // What is still in memory may serve; what is not there any more is a fault of the storage, and said to be one.
        Assert.Contains(503, statuses);
        Assert.All(statuses, status => Assert.Contains(status, (int[])[200, 503]));
        Assert.Equal("ok", await client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Api_WhileTheBooksCannotBeWritten_Is503AsAProblem()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Bootstrap:Admin:AccessToken=access-token-of-this-test"]);
        await bed.SetReadOnlyAsync(true);
        using var client = bed.CreateClient("access-token-of-this-test");
        using var response = await client.PostAsync($"/api/users/{bed.UserId}/grants", RelayBed.Body("""{"amountUsd":1,"reason":"r"}"""));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private static async Task AssertRefusedAsync(RelayBed bed, string path, string body, string mark)
    {
        using var content = RelayBed.Body(body);
        using var response = await bed.Client.PostAsync(path, content);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(5, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Contains(mark, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Owed settlements are written by themselves.</summary>
    private static async Task ReleasedAsync(RelayBed bed)
    {
        for (var i = 0; i < 200 && (await bed.BalanceAsync()).Held != 0; i++)
        {
            await Task.Delay(20);
        }
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
