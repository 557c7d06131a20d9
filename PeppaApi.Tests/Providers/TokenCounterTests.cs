using System.Diagnostics;
using PeppaApi.Providers;

namespace PeppaApi.Tests.Providers;

/// <summary>Whatever a text looks like, the time to count it grows with its length, not with the square of it.</summary>
public sealed class TokenCounterTests
{
    private const int Length = 1_000_000;
    private static readonly TokenCounter Counter = new();

    [Theory]
    [InlineData("a", "gpt-4o")]
    [InlineData("a", "gpt-4")]
    [InlineData(" ", "gpt-4o")]
    [InlineData("\n", "gpt-4o")]
    [InlineData("!", "gpt-4o")]
    [InlineData("7", "gpt-4o")]
    [InlineData("中", "gpt-4o")]
    [InlineData("😀", "gpt-4o")]
    [InlineData("e\u0301", "gpt-4o")]
    public void Count_OfOneSignAgainAndAgain_TakesNoLongerThanOfText(string sign, string model)
    {
        var watch = Stopwatch.StartNew();
        var tokens = Counter.CountText(model, string.Concat(Enumerable.Repeat(sign, Length / sign.Length)));
        Assert.InRange(tokens, Length / 200, 3 * Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }

    [Fact]
    public void Count_OfTextThatIsCut_IsHardlyMoreThanOfItsParts()
    {
        var word = new string('x', 300);
        var whole = Counter.CountText("gpt-4o", $"some text {word} and more");
        Assert.InRange(whole, Counter.CountText("gpt-4o", new string('x', 128)) * 2, Counter.CountText("gpt-4o", new string('x', 128)) * 3 + 10);
        Assert.Equal(0, Counter.CountText("gpt-4o", ""));
        Assert.Equal(2, Counter.CountText("gpt-4o", "hello world"));
    }
}
