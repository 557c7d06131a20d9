using System.Text;
using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tests.Support;
using PeppaApi.Usage;

namespace PeppaApi.Tests.Usage;

/// <summary>Pages and totals of usage records are what the records are, whatever is asked for, and read little to find out.</summary>
public sealed class UsagePagerTests
{
    private static readonly string[] Models = ["a", "b", "rare"];

    [Fact]
    public async Task PagesAndTotals_OfAnyRunAndFilter_AreThoseOfTheRecords() => await Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 200], Gen.Bool, Gen.Int[0, 3]).List[1, 40].SampleAsync(
        async steps =>
        {
            await using var bed = await LedgerBed.CreateAsync();
            await bed.GrantAsync(1_000_000);
            var other = await bed.AddTokenAsync();
            foreach (var (which, status, minutes, own, closed) in steps)
            {
                if (closed == 0)
                {
                    await bed.Closer.CloseAllAsync();
                }

                bed.Clock.Advance(TimeSpan.FromMinutes(minutes));
                await ChargeAsync(bed, Models[which < 5 ? 0 : which < 9 ? 1 : 2], own ? bed.TokenId : other, (UsageStatus)status, which + 1);
            }

            // Whatever retention let go is in no page and in no total.
            await bed.Settings.SaveAsync(new RetentionSettings(1));
            await bed.Retention.RunAsync();
            var records = await AllAsync(bed);
            var middle = records.Count == 0 ? bed.Clock.GetUtcNow() : records[records.Count / 2].At;
            foreach (var filter in Filters(bed.TokenId, middle))
            {
                var expected = filter.Apply(records.AsQueryable()).ToList();
                await AssertPagesAsync(bed, filter, expected);
                await AssertNumbersAsync(bed, filter, expected);
                var totals = await new UsageReader(bed.Contexts).TotalsAsync(filter);
                Assert.Equal((expected.Count, expected.Sum(record => record.InputTokens), expected.Sum(record => record.Charged)), (totals.Requests, totals.InputTokens, totals.Charged));
            }
        },
        iter: 15,
        threads: 2);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("1-2-3")]
    [InlineData("a-1")]
    [InlineData("-1-1")]
    [InlineData("99999999999999999999-1")]
    [InlineData("999999999999999-1")]
    public void Place_ThatIsNone_IsIgnored(string? text) => Assert.Null(UsageCursor.Parse(text));

    [Fact]
    public void Place_InAnAddress_IsReadAgain() => Assert.Equal(new UsageCursor(1_767_225_600_000, 7), UsageCursor.Parse(new UsageCursor(1_767_225_600_000, 7).ToString()));

    [Theory]
    [InlineData("(status, at)", "SELECT id FROM usage_records WHERE status <> 0 AND status = @p ORDER BY at DESC, id DESC LIMIT 26", "IX_usage_records_failures")]
    [InlineData("(user_id, at)", "SELECT id FROM usage_records WHERE user_id = @p AND at <= @p AND (at < @p OR id < @p) ORDER BY at DESC, id DESC LIMIT 26", "COVERING INDEX IX_usage_records_user_id_at_id_token_id_model_channel_id (user_id=? AND at<?)")]
    [InlineData("at", "SELECT id FROM usage_records WHERE at <= @p AND (at < @p OR id < @p) ORDER BY at DESC, id DESC LIMIT 26", "COVERING INDEX IX_usage_records_at_id_model_channel_id (at<?)")]
    [InlineData("hours of a model", "SELECT hour FROM running_totals WHERE scope = 1 AND user_id = 0 AND key = @p AND hour < @p ORDER BY hour DESC LIMIT 27", "PRIMARY KEY (scope=? AND user_id=? AND key=? AND hour<?)")]
    public async Task Plan_OfAPage_BeginsInAnIndexAndSortsNothing(string what, string sql, string uses)
    {
        await using var bed = await LedgerBed.CreateAsync();
        var plan = await PlanAsync(bed, sql);
        Assert.True(plan.Contains(uses, StringComparison.Ordinal) && !plan.Contains("TEMP B-TREE", StringComparison.Ordinal), $"{what}: {plan}");
    }

    [Fact]
    public async Task Plan_OfWhatHasNoTotalsYet_ReadsOnlyItsHours()
    {
        await using var bed = await LedgerBed.CreateAsync();
        foreach (var sql in UsageSpans.OpenStatements)
        {
            var plan = await PlanAsync(bed, sql.Replace("{0}", "@p", StringComparison.Ordinal).Replace("{1}", "@p", StringComparison.Ordinal).Replace("{2}", "@p", StringComparison.Ordinal));
            Assert.Matches("(hour|at)>\\? AND (hour|at)<\\?", plan);
        }
    }

    [Fact]
    public async Task File_OfAUser_HasNothingOfTheOperators()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.GrantAsync(1_000);
        for (var i = 0; i < 3; i++)
        {
            await ChargeAsync(bed, "a", bed.TokenId, UsageStatus.Succeeded, 5);
        }

        var (own, all) = (await FileAsync(bed, UsageCsvFor.User), await FileAsync(bed, UsageCsvFor.Operator));
        Assert.Equal((4, 4), (own.Length, all.Length));
        Assert.DoesNotContain("channel", own[0], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("overrun", own[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("channel", all[0], StringComparison.Ordinal);
        Assert.Contains(",0.000000005,", own[1], StringComparison.Ordinal);
    }

    private static IEnumerable<UsageFilter> Filters(long token, DateTimeOffset middle) =>
    [
        new(),
        new(UserId: LedgerBed.UserId),
        new(Model: "rare"),
        new(TokenId: token),
        new(UserId: LedgerBed.UserId, TokenId: token, Model: "b"),
        new(ChannelId: 1),
        new(From: middle),
        new(Model: "a", From: middle.AddMinutes(-50), To: middle.AddMinutes(70)),
        new(UserId: LedgerBed.UserId, To: middle),
        new(Status: UsageStatus.Succeeded),
        new(UserId: LedgerBed.UserId, Model: "b", Status: UsageStatus.Interrupted),
        new(UserId: 99),
        new(Model: "b", ChannelId: 0),
        new(UserId: LedgerBed.UserId, ChannelId: 1),
        new(UserId: LedgerBed.UserId, Model: "a"),
        new(UserId: LedgerBed.UserId, TokenId: token, ChannelId: 0, From: middle.AddMinutes(-90)),
        new(UserId: LedgerBed.UserId, Model: "a", ChannelId: 1, To: middle.AddMinutes(20)),
        new(TokenId: token, Status: UsageStatus.Succeeded),
        new(Status: UsageStatus.Failed),
        new(UserId: LedgerBed.UserId, Status: UsageStatus.Interrupted, From: middle.AddMinutes(-70)),
        new(TokenId: token, Status: UsageStatus.Failed, To: middle),
        new(Model: "b", Status: UsageStatus.Succeeded, From: middle.AddHours(-3), To: middle.AddMinutes(70)),
    ];

    private static async Task AssertPagesAsync(LedgerBed bed, UsageFilter filter, List<UsageRecord> expected)
    {
        var pager = new UsagePager(bed.Contexts);
        var page = await pager.FirstAsync(filter, 3);
        var (seen, last) = (page.Items.ToList(), page);
        Assert.False(page.HasNewer);
        while (last.HasOlder)
        {
            last = await pager.OlderAsync(filter, UsageCursor.Of(last.Items[^1]), 3);
            Assert.True(last.HasNewer);
            seen.AddRange(last.Items);
        }

        var ids = expected.OrderByDescending(record => record.At).ThenByDescending(record => record.Id).Select(record => record.Id).ToList();
        Assert.Equal(ids, seen.Select(record => record.Id));
        if (seen.Count > 3)
        {
            var back = await pager.NewerAsync(filter, UsageCursor.Of(seen[3]), 3);
            Assert.Equal((ids[0], 3, false, true), (back.Items[0].Id, back.Items.Count, back.HasNewer, back.HasOlder));
        }
    }

    /// <summary>Pages by number, as scripts ask for them.</summary>
    private static async Task AssertNumbersAsync(LedgerBed bed, UsageFilter filter, List<UsageRecord> expected)
    {
        var reader = new UsageReader(bed.Contexts);
        var ids = expected.OrderByDescending(record => record.At).ThenByDescending(record => record.Id).Select(record => record.Id).ToList();
        for (var page = 1; page <= (ids.Count / 4) + 2; page++)
        {
            var (items, total) = await reader.ListAsync(filter, page, 4);
            Assert.Equal(ids.Count, total);
            Assert.Equal(ids.Skip((page - 1) * 4).Take(4), items.Select(item => item.Id));
        }
    }

    private static async Task<List<UsageRecord>> AllAsync(LedgerBed bed)
    {
        await using var context = bed.OpenContext();
        return await context.UsageRecords.AsNoTracking().ToListAsync();
    }

    private static async Task<string[]> FileAsync(LedgerBed bed, UsageCsvFor reader)
    {
        using var stream = new MemoryStream();
        var written = 0;
        await new UsageCsv(new UsagePager(bed.Contexts)).WriteAsync(new UsageFilter(UserId: LedgerBed.UserId), reader, stream, count => written += count);
        Assert.Equal(3, written);
        return Encoding.UTF8.GetString(stream.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<string> PlanAsync(LedgerBed bed, string sql)
    {
        await using var context = bed.OpenContext();
        await context.Database.OpenConnectionAsync();
        await using var command = ((SqliteConnection)context.Database.GetDbConnection()).CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        command.Parameters.AddWithValue("@p", 1);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
        {
            plan += reader.GetString(3) + "; ";
        }

        return plan;
    }

    private static async Task ChargeAsync(LedgerBed bed, string model, long token, UsageStatus status, long cost)
    {
        var answer = await bed.Ledger.ReserveAsync(new ReserveRequest(
            Guid.NewGuid().ToString("N"), LedgerBed.UserId, token, cost, cost, 0, 0, model, Group.Default, Credit.Million, 1, null));
        var usage = LedgerBed.Cost(cost);
        (usage.InputTokens, usage.Status, usage.ChannelId) = (cost * 10, status, cost % 2);
        await answer.Reservation!.SettleAsync(usage);
    }
}
