using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PeppaApi.Tests.Architecture;

/// <summary>Both languages say the same things.</summary>
public sealed partial class TextTests
{
    public static TheoryData<string> Names => [.. SourceTree.Files("PeppaApi/Resources", "*.resx").Select(file => Path.GetFileName(file.Path)).Where(name => !name.Contains("zh-CN", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_InBothLanguages_HaveTheSameKeysAndPlaceholders(string name)
    {
        var english = Read(name);
        var chinese = Read(name.Replace(".resx", ".zh-CN.resx", StringComparison.Ordinal));
        Assert.NotEmpty(english);
        Assert.Equal(english, chinese);
    }

    private static SortedDictionary<string, string> Read(string name)
    {
        var texts = XDocument.Load(Path.Combine(SourceTree.Root, "PeppaApi/Resources", name)).Root!.Elements("data");
        return new SortedDictionary<string, string>(
            texts.ToDictionary(
                text => text.Attribute("name")!.Value,
                text => string.Join(' ', Placeholder().Matches(text.Element("value")!.Value).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal))),
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\{\d+")]
    private static partial Regex Placeholder();
}
