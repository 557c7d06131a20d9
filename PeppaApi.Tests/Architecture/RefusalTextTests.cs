using System.Globalization;
using System.Resources;
using System.Text;
using System.Text.RegularExpressions;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Architecture;

/// <summary>Whatever a page may be refused with, and why a channel is out of use, is said in Chinese, too: the words are read from the source.</summary>
public sealed partial class RefusalTextTests
{
    private static readonly ResourceManager Texts = new("PeppaApi.Resources.RefusalText", typeof(InputException).Assembly);

    private static readonly string[] Apart = ["/Management/", "/Operations/Imports/"];

    [Fact]
    public void Refusals_OfAnyFeature_AreTranslated()
    {
        var chinese = Texts.GetResourceSet(CultureInfo.GetCultureInfo("zh-CN"), createIfNotExists: true, tryParents: false)!;
        // What only scripts can send stays in the language of the API, and what a verb says in that of the console.
        var said = SourceTree.Files("PeppaApi", "*.cs").Where(file => !Apart.Any(folder => file.Path.Contains(folder, StringComparison.Ordinal)))
            .SelectMany(file => Words(file.Text)).ToHashSet(StringComparer.Ordinal);
        Assert.True(said.Count > 130, $"Only {said.Count} refusals were found in the source.");
        Assert.DoesNotContain(said, words => chinese.GetString(words) is null);
    }

    [Theory]
    [InlineData("en", "1 to 1,500 tokens are made at once.")]
    [InlineData("zh-CN", "一次创建 1 到 1,500 个令牌。")]
    public void Refusal_IsSaidInTheLanguageOfThePage(string language, string words)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var most = 1500;
        Assert.Equal(words, Assert.Throws<InputException>(() => InputException.Require(most < 0, "count", $"1 to {most:N0} tokens are made at once.")).Message);
        Assert.Equal(words, new InputException("count", $"1 to {most:N0} tokens are made at once.").Message);
        Assert.Equal("what an upstream said {0}", new InputException("url", "what an upstream said {0}").Message);
    }

    /// <summary>Every literal of several words in a call that refuses; a name of a text is in the texts of its feature.</summary>
    private static IEnumerable<string> Words(string source)
    {
        foreach (Match call in Call().Matches(source))
        {
            var (at, depth) = (call.Index + call.Length, 1);
            while (depth > 0)
            {
                switch (source[at])
                {
                    case '\'':
                        at += source[at + 1] == '\\' ? 3 : 2;
                        break;
                    case '"' when source.AsSpan(at).StartsWith("\"\"\""):
                        var end = source.IndexOf("\"\"\"", at + 3, StringComparison.Ordinal);
                        yield return source[(at + 3)..end];
                        at = end + 2;
                        break;
                    case '"':
                        var words = Literal(source, ref at, hasFacts: source[at - 1] == '$');
                        if (words.Contains(' ', StringComparison.Ordinal) && words.Any(char.IsLetter))
                        {
                            yield return words;
                        }

                        break;
                    case '(':
                        depth++;
                        break;
                    case ')':
                        depth--;
                        break;
                }

                at++;
            }
        }
    }

    /// <summary>A literal with numbers for its facts; <paramref name="at"/> is moved to its end.</summary>
    private static string Literal(string source, ref int at, bool hasFacts)
    {
        var (words, facts, depth) = (new StringBuilder(), 0, 0);
        for (at++; depth > 0 || source[at] != '"'; at++)
        {
            var letter = source[at];
            if (hasFacts && letter == '{')
            {
                words.Append(depth++ == 0 ? string.Create(CultureInfo.InvariantCulture, $"{{{facts++}}}") : "");
            }
            else if (hasFacts && letter == '}')
            {
                depth--;
            }
            else if (depth == 0)
            {
                words.Append(letter == '\\' ? source[++at] : letter);
            }
        }

        return words.ToString();
    }

    [GeneratedRegex(@"((InputException|DeniedException)(\.Require)?|ChannelFailed|[Bb]reaker\.Fail|[Jj]ournal\.(Note|Compose))\(")]
    private static partial Regex Call();
}
