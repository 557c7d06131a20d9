using System.Text;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Tests.Data;

/// <summary>What files, patterns and words are made of, said once for all who write them.</summary>
public sealed class CsvTests
{
    private static readonly (string, Func<string, string?>)[] Columns = [("plain", text => text), ("none", _ => null)];

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@x", "\"'@x\"")]
    public async Task Field_IsQuotedAndNeverAFormula(string text, string written)
    {
        Assert.Equal($"plain,none\r\n{written},\r\n", Csv.Write(Columns, [text]));
        using var stream = new MemoryStream();
        var counts = new List<int>();
        await Csv.WriteAsync(Columns, Batches(text), stream, counts.Add, TestContext.Current.CancellationToken);
        Assert.Equal($"plain,none\r\n{written},\r\n{written},\r\n", Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal([1, 1], counts);
    }

    [Fact]
    public void Figures_AreExactAndOfNoCountry()
    {
        Assert.Equal(("1234567.000000001", "", "-1", "1970-01-01 00:00:00Z"), (Csv.Usd(1_234_567_000_000_001), Csv.Usd(null), Csv.Number(-1), Csv.Moment(DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public void Pattern_TakesSignsForThemselves() => Assert.Equal(@"%50\% \_ \\%", LikePattern.Containing(@"50% _ \"));

    [Theory]
    [InlineData("client_gone", UsageStatus.ClientGone)]
    [InlineData("ClientGone", UsageStatus.ClientGone)]
    [InlineData("1", null)]
    [InlineData("succeeded,failed", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Word_StandsForOneChoice(string? word, UsageStatus? choice) => Assert.Equal(choice, EnumWord.Find<UsageStatus>(word));

    private static async IAsyncEnumerable<IReadOnlyList<string>> Batches(string text)
    {
        yield return [text];
        await Task.Yield();
        yield return [text];
    }
}
