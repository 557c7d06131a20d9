using Microsoft.EntityFrameworkCore;

namespace PeppaApi.Data;

/// <summary>Names tables and columns in lower snake case, so that the ledger's own statements read the same on every engine.</summary>
internal static class SnakeCaseNames
{
    public static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
            {
                entity.SetContainerColumnName(Convert(entity.GetContainerColumnName()!));
                continue;
            }

            entity.SetTableName(Convert(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Convert(property.GetColumnName()));
            }
        }
    }

    private static string Convert(string name) => string.Concat(
        name.Select((letter, i) => char.IsUpper(letter)
            ? (i > 0 && name[i - 1] != '_' ? "_" : "") + char.ToLowerInvariant(letter)
            : letter.ToString()));
}
