using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Architecture;

/// <summary>Secrets are found by their keyed hash, or compared in a time that does not tell how much of them is right.</summary>
public sealed partial class SecretTests
{
    [Fact]
    public void Secrets_AreNotComparedAsTexts()
    {
        var found = from file in SourceTree.Files("PeppaApi", "*.cs")
                    from line in file.Text.Split('\n')
                    where Comparison().IsMatch(line)
                    select $"{file.Path}: {line.Trim()}";
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("if (given == secret)", true)]
    [InlineData("return request.Signature != expected;", true)]
    [InlineData("where row.Secret == secret", true)]
    [InlineData("string.Equals(password, other)", true)]
    [InlineData("reader.ValueTextEquals(\"thoughtSignature\"u8)", false)]
    [InlineData("row.LinkHash == hash", false)]
    [InlineData("secret is null || secret.Length == 0", false)]
    public void Comparison_IsRecognised(string line, bool expected) => Assert.Equal(expected, Comparison().IsMatch(line));

    /// <summary>What is named as a secret beside an operator and something that is no literal. Of keyed hashes a stranger cannot choose the beginning.</summary>
    [GeneratedRegex(@"\b[\w.]*(?:[Ss]ecret|[Ss]ignature|[Pp]assword|[Nn]once|[Hh]andle|AccessToken)\s*(?:==|!=)\s*(?!null|"")\w|\w\s*(?:==|!=)\s*(?:\w+\.)*\w*(?:[Ss]ecret|[Ss]ignature|[Pp]assword|[Nn]once)\b(?!\.|\()|Equals\((?!"")[^)]*(?:[Ss]ecret|[Ss]ignature|[Pp]assword)\w*\b")]
    private static partial Regex Comparison();
}
