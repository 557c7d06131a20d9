using PeppaApi.Data.Entities;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Tokens;

/// <summary>Files of tokens: for a shop with the keys, for the owner without.</summary>
public sealed class TokenExportTests
{
    private static readonly TokenView Token = new(
        7, 1, "=HYPERLINK(\"http://evil\")", "sk-abcde", 1_500_000_001, 500_000_000, 1_000_000, DateTimeOffset.UnixEpoch, ["gpt-4o", "o1"], [], new UsageLimits(), true, DateTimeOffset.UnixEpoch, null);

    [Fact]
    public void Keys_AsText_AreOneALine() =>
        Assert.Equal("sk-1\nsk-2\n", TokenExport.ToText([new CreatedToken(7, "sk-1", Token), new CreatedToken(8, "sk-2", Token)]));

    [Fact]
    public void Keys_AsCsv_HaveExactLimitsAndNoFormula()
    {
        var lines = TokenExport.ToCsv([new CreatedToken(7, "sk-1", Token)], "https://relay.example/v1").Split("\r\n");
        Assert.Equal("name,key,baseUrl,limitUsd,expiresAt,models", lines[0]);
        Assert.DoesNotContain("\"=", lines[1], StringComparison.Ordinal);
        Assert.False(lines[1].StartsWith('='));
        Assert.EndsWith(",sk-1,https://relay.example/v1,1.500000001,1970-01-01 00:00:00Z,gpt-4o o1", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_AsCsv_SayWhatIsSpentAndLeft() =>
        Assert.EndsWith(",sk-abcde,true,1.500000001,0.5,0.999000001,1970-01-01 00:00:00Z,gpt-4o o1,,1970-01-01 00:00:00Z", TokenExport.ToCsv([Token]).Split("\r\n")[1], StringComparison.Ordinal);
}
