using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using PeppaApi.Data.Compiled;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Data;

/// <summary>The model that was compiled beforehand is that of the entities as they are: else <c>dotnet ef dbcontext optimize</c> is to be run again (AGENTS.md).</summary>
public sealed class CompiledModelTests
{
    [Fact]
    public async Task CompiledModel_BesideTheEntities_IsUpToDate()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await using var context = bed.OpenContext();
        Assert.IsType<PeppaDbContextModel>(context.Model);
        var compiled = FactsOf(context.Model);
        Assert.True(compiled.Count > 500, "The facts of the model are not found.");
        Assert.Equal(FactsOf(context.GetService<IDesignTimeModel>().Model), compiled);
    }

    private static List<string> FactsOf(IModel model) =>
    [
        .. model.GetEntityTypes().SelectMany(entity => (IEnumerable<string>)
        [
            $"{entity.Name} in {entity.GetTableName()}",
            .. entity.GetProperties().Select(FactOf),
            .. entity.GetKeys().Select(key => $"{entity.Name} key {NamesOf(key.Properties)} {key.IsPrimaryKey()}"),
            .. entity.GetIndexes().Select(index => $"{entity.Name} index {NamesOf(index.Properties)} {index.IsUnique}"),
            .. entity.GetForeignKeys().Select(key => $"{entity.Name} refers by {NamesOf(key.Properties)} to {key.PrincipalEntityType.Name} {key.DeleteBehavior} {key.IsRequired}"),
            .. entity.GetNavigations().Select(navigation => $"{entity.Name} leads by {navigation.Name} to {navigation.TargetEntityType.Name}"),
        ]).Order(StringComparer.Ordinal),
    ];

    private static string FactOf(IProperty property) =>
        $"{property.DeclaringType.Name}.{property.Name} {property.ClrType} in {property.GetColumnName()} {property.GetColumnType()} "
        + $"{property.IsNullable} {property.ValueGenerated} {property.GetMaxLength()} {property.IsConcurrencyToken} {property.GetTypeMapping().Converter?.GetType()}";

    private static string NamesOf(IReadOnlyList<IProperty> properties) => string.Join(", ", properties.Select(property => property.Name));
}
