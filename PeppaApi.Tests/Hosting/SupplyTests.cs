using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using PeppaApi.Tests.Architecture;

namespace PeppaApi.Tests.Hosting;

/// <summary>What the product is made of beside its own code: the list of it is right, and its licences are ones that let it be passed on.</summary>
public sealed class SupplyTests
{
    /// <summary>Set to write the page anew: <c>PEPPA_WRITE_LICENCES=1</c>.</summary>
    private const string Write = "PEPPA_WRITE_LICENCES";

    private static readonly string[] Accepted = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "MS-PL OR Apache-2.0"];

    [Fact]
    public async Task ThirdParty_Listed_IsWhatTheLockFileHas()
    {
        var page = Path.Combine(SourceTree.Root, "docs", "third-party.md");
        var packages = await PackagesAsync();
        var text = Page(packages);
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            await File.WriteAllTextAsync(page, text);
        }

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.True(Accepted.Contains(package.Licence), $"{package.Name}: {package.Licence}"));
        Assert.Equal(text, await File.ReadAllTextAsync(page));
    }

    private static string Page(List<Package> packages)
    {
        var text = new StringBuilder("""
            # Third-party packages

            All that the product is shipped with beside .NET itself, from `PeppaApi/packages.lock.json`. Written by
            `PEPPA_WRITE_LICENCES=1 dotnet test --project PeppaApi.Tests -- --filter-class PeppaApi.Tests.Hosting.SupplyTests`; that test keeps it right.

            | package | version | licence | by |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var package in packages)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {package.Name} | {package.Version} | {package.Licence} | {package.Authors} |\n");
        }

        return text.ToString();
    }

    private static async Task<List<Package>> PackagesAsync()
    {
        var lockFile = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "PeppaApi", "packages.lock.json")))!;
        return [.. lockFile["dependencies"]!.AsObject().First().Value!.AsObject()
            .Select(entry => Read(entry.Key, entry.Value!["resolved"]!.GetValue<string>())).OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>From the package itself, where restoring has put it.</summary>
    private static Package Read(string name, string version)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Path.Combine(packages, name.ToLowerInvariant(), version);
        var nuspec = XDocument.Load(Path.Combine(folder, name.ToLowerInvariant() + ".nuspec"));
        string? Value(string element) => nuspec.Descendants().FirstOrDefault(one => one.Name.LocalName == element)?.Value.Trim();
        var licence = nuspec.Descendants().FirstOrDefault(one => one.Name.LocalName == "license");
        var words = licence?.Attribute("type")?.Value == "expression" ? licence.Value
            : licence is not null ? OfText(File.ReadAllText(Path.Combine(folder, licence.Value.Replace('\\', '/'))))
            : Value("licenseUrl");
        return new Package(name, version, words ?? "none", (Value("authors") ?? "").Replace("|", "/", StringComparison.Ordinal));
    }

    private static string OfText(string text) =>
        text.Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal) ? "MIT"
        : text.Contains("Apache License", StringComparison.Ordinal) ? "Apache-2.0"
        : "its own";

    private sealed record Package(string Name, string Version, string Licence, string Authors);
}
