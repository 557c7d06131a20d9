using PeppaApi.Providers;
using PeppaApi.Tests.Architecture;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>No fixture is forgotten: each one is named by a test, and every stream is replayed for doors of other dialects, cut anywhere.</summary>
public sealed class EveryFixtureTests
{
    internal static readonly string Folder = Path.Combine(SourceTree.Root, "PeppaApi.Tests", "Providers");

    /// <summary>Fixtures whose name says less than is needed.</summary>
    private static readonly Dictionary<string, string> Providers = new() { ["Gemini/compat"] = "gemini-openai", ["OpenAI/qianfan"] = "baidu-v2" };

    /// <summary>Folder and file of every stream.</summary>
    public static TheoryData<string, string> Streams => Pairs(Files("*.sse"));

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_CutAnywhere_ComesOutTheSame(string folder, string name)
    {
        var stream = Fixture.Bytes(folder, name);
        var door = name.StartsWith("responses", StringComparison.Ordinal) || folder != "OpenAI" ? Doors.Responses : Doors.Gemini;
        var replayed = await StreamReplay.AnyhowAsync(stream, ProviderOf(folder, name), door);
        Assert.NotEmpty(replayed.Client);
    }

    [Fact]
    public void Fixture_IsNamedByATest()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Folder, "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var forgotten = Files("*").Select(file => Path.GetFileName(file)!).Where(name => !tests.Contains($"\"{name}\"", StringComparison.Ordinal));
        Assert.Empty(forgotten);
    }

    internal static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateDirectories(Folder, "Fixtures", SearchOption.AllDirectories).SelectMany(folder => Directory.EnumerateFiles(folder, pattern)).Order(StringComparer.Ordinal);

    internal static TheoryData<string, string> Pairs(IEnumerable<string> files) =>
        new(files.Select(file => (Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))!, Path.GetFileName(file))));

    /// <summary>A file is called after its vendor, or after a provider of its folder; else it is of the vendor that the folder is called after.</summary>
    internal static string ProviderOf(string folder, string name)
    {
        var word = name.Split('-', '.')[0];
        string[] names = [Providers.GetValueOrDefault($"{folder}/{word}", word), $"{folder}-{word}".ToLowerInvariant(), folder.ToLowerInvariant()];
        return names.First(one => ProviderCatalog.Find(one) is not null);
    }
}
