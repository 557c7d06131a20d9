using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Architecture;

/// <summary>Only <c>Ledger/</c> writes money.</summary>
public sealed partial class MoneyWriterTests
{
    [Fact]
    public void MoneyTables_OutsideTheLedger_AreOnlyRead()
    {
        var writers = SourceTree.Files("PeppaApi", "*.cs").Concat(SourceTree.Files("PeppaApi", "*.razor"))
            .Where(file => !file.Path.StartsWith("PeppaApi/Ledger/", StringComparison.Ordinal))
            .Where(file => Statement().IsMatch(file.Text) || SetWrite().IsMatch(file.Text))
            .Select(file => file.Path);
        Assert.Empty(writers);
    }

    [Fact]
    public void MoneyEntities_HaveNoPublicSetterOfAnAmount()
    {
        Type[] entities = [typeof(PeppaApi.Data.Entities.Account), typeof(PeppaApi.Data.Entities.Grant), typeof(PeppaApi.Data.Entities.Hold), typeof(PeppaApi.Data.Entities.LedgerEntry)];
        var settable = entities.SelectMany(entity => entity.GetProperties())
            .Where(property => property.PropertyType == typeof(long) && property.SetMethod is { IsPublic: true })
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");
        Assert.Empty(settable);
        Assert.False(typeof(PeppaApi.Data.Entities.ApiToken).GetProperty("Spent")!.SetMethod!.IsPublic);
        Assert.False(typeof(PeppaApi.Data.Entities.ApiToken).GetProperty("Held")!.SetMethod!.IsPublic);
    }

    [GeneratedRegex(@"(UPDATE|INSERT INTO|DELETE FROM)\s+(accounts|grants|holds|ledger_entries|tokens|usage_records|usage_hours|site_hours|running_totals|spending_windows)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(Accounts|Grants|Holds|LedgerEntries|UsageRecords|UsageHours|SiteHours|RunningTotals|SpendingWindows)\s*\.\s*(Add|AddRange|Update|Remove|RemoveRange|Attach|ExecuteUpdate|ExecuteDelete)(Async)?\(")]
    private static partial Regex SetWrite();
}
