using NetArchTest.Rules;

namespace PeppaApi.Tests.Architecture;

/// <summary>The directions of the house, read from the compiled assembly: a dependency inside a method body counts, too.</summary>
public sealed class DependencyTests
{
    private const string Root = "PeppaApi";
    private static readonly string[] Features = ["Accounts", "Announcements", "Tokens", "Channels", "Pricing", "Ledger", "Usage", "Redemptions", "Mail"];

    private static readonly Dictionary<string, string[]> FeatureMayUse = new()
    {
        ["Accounts"] = ["Ledger", "Mail"],
        ["Announcements"] = [],
        ["Redemptions"] = ["Ledger", "Accounts"],
        ["Tokens"] = [],
        ["Channels"] = ["Mail"],
        ["Pricing"] = [],
        ["Ledger"] = [],
        ["Usage"] = [],
        ["Mail"] = [],
    };

    public static TheoryData<string, string[]> Forbidden()
    {
        var data = new TheoryData<string, string[]>
        {
            { "Credits", [.. Features, "Data", "Settings", "Providers", "Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Data", [.. Features, "Auditing", "Settings", "Providers", "Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Outbound", [.. Features, "Data", "Settings", "Providers", "Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Auditing", [.. Features, "Settings", "Providers", "Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Settings", [.. Features, "Auditing", "Providers", "Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Providers", [.. Features, "Data", "Settings", "Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Operations", ["Relay", "Drawing", "Management", "Components", "Hosting"] },
            { "Relay", ["Operations", "Drawing", "Management", "Components", "Hosting"] },
            { "Drawing", ["Operations", "Management", "Components", "Hosting"] },
            { "Management", ["Relay", "Providers", "Components"] },
            { "Components", ["Relay", "Providers", "Management"] },
        };
        foreach (var feature in Features)
        {
            string[] others = [.. Features.Except([feature]).Except(FeatureMayUse[feature])];
            var providers = feature is "Channels" or "Pricing" ? (string[])[] : ["Providers"];
            data.Add(feature, [.. others, .. providers, "Operations", "Relay", "Drawing", "Management", "Components", "Hosting"]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Folder_UsesOnlyWhatIsBelowIt(string folder, string[] forbidden)
    {
        var result = Types.InAssembly(typeof(PeppaApi.Credits.Credit).Assembly)
            .That().ResideInNamespace($"{Root}.{folder}")
            .ShouldNot().HaveDependencyOnAny([.. forbidden.Select(name => $"{Root}.{name}")])
            .GetResult();
        Assert.True(result.IsSuccessful, $"{folder} uses what it must not: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Theory]
    [InlineData("Components")]
    [InlineData("Management")]
    public void Door_DoesNotTouchTheDatabase(string folder)
    {
        var result = Types.InAssembly(typeof(PeppaApi.Credits.Credit).Assembly)
            .That().ResideInNamespace($"{Root}.{folder}")
            .ShouldNot().HaveDependencyOn("PeppaApi.Data.PeppaDbContext")
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Provider_KnowsNoWebRequest()
    {
        var result = Types.InAssembly(typeof(PeppaApi.Credits.Credit).Assembly)
            .That().ResideInNamespace($"{Root}.Providers")
            .ShouldNot().HaveDependencyOnAny("Microsoft.AspNetCore.Http", "Microsoft.EntityFrameworkCore")
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
