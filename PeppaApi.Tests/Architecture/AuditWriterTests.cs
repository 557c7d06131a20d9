using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Architecture;

/// <summary>The audit log is only ever added to.</summary>
public sealed partial class AuditWriterTests
{
    [Fact]
    public void AuditRecords_Anywhere_AreNeitherChangedNorDeleted()
    {
        var offenders = SourceTree.Files("PeppaApi", "*.cs").Concat(SourceTree.Files("PeppaApi", "*.razor"))
            .Where(file => Change().IsMatch(file.Text)).Select(file => file.Path);
        Assert.Empty(offenders);
        Assert.All(
            typeof(PeppaApi.Data.Entities.AuditRecord).GetProperties(),
            property => Assert.Contains(typeof(System.Runtime.CompilerServices.IsExternalInit), property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()));
    }

    [GeneratedRegex(@"(UPDATE|DELETE FROM)\s+audit_records\b|\bAuditRecords\b[^;]*\.(Update|UpdateRange|Remove|RemoveRange|Attach|ExecuteUpdate|ExecuteDelete)(Async)?\(", RegexOptions.IgnoreCase)]
    private static partial Regex Change();
}
