using PeppaApi.Providers;
using PeppaApi.Tests.Architecture;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Providers;

/// <summary>No fixture is forgotten: each one is named by a test, and every stream is replayed for doors of other dialects, cut anywhere.</summary>
public sealed class EveryFixtureTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "PeppaApi.Tests", "Providers");

    /// <summary>Folder and file of every stream.</summary>
    public static TheoryData<string, string> Streams => new(Files("*.sse").Select(file => (Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)))!, Path.GetFileName(file))));

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_CutAnywhere_ComesOutTheSame(string folder, string name)
    {
        var word = Path.GetFileNameWithoutExtension(name).Split('-')[0];
        // A file is called after its vendor, or after a provider of its folder; else it is of the vendor that the folder is called after.
        string[] names = [word, $"{folder}-{word}".ToLowerInvariant(), folder.ToLowerInvariant()];
        var provider = names.First(one => ProviderCatalog.Find(one) is not null);
        var stream = Fixture.Bytes(folder, name);
        var door = name.StartsWith("responses", StringComparison.Ordinal) || folder != "OpenAI" ? Doors.Responses : Doors.Gemini;
        var replayed = await StreamReplay.AnyhowAsync(stream, provider, door);
        Assert.NotEmpty(replayed.Client);
    }

    [Fact]
    public void Fixture_IsNamedByATest()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Folder, "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var forgotten = Files("*").Select(file => Path.GetFileName(file)!).Where(name => !tests.Contains($"\"{name}\"", StringComparison.Ordinal));
        Assert.Empty(forgotten);
    }

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateDirectories(Folder, "Fixtures", SearchOption.AllDirectories).SelectMany(folder => Directory.EnumerateFiles(folder, pattern)).Order(StringComparer.Ordinal);
}
