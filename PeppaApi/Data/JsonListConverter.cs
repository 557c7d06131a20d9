using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PeppaApi.Data;

/// <summary>Stores a short list of values as one JSON text. What is read is never changed in place.</summary>
internal sealed class JsonListConverter<T>() : ValueConverter<IReadOnlyList<T>, string>(
    list => JsonSerializer.Serialize(list, JsonListOptions.Compact),
    text => JsonSerializer.Deserialize<T[]>(text, JsonListOptions.Compact)!);

internal sealed class JsonListComparer<T>() : ValueComparer<IReadOnlyList<T>>(
    (left, right) => left!.SequenceEqual(right!),
    list => list.Count,
    list => list);

internal static class JsonListOptions
{
    public static readonly JsonSerializerOptions Compact = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
