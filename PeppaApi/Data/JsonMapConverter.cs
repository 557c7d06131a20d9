using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PeppaApi.Data;

/// <summary>Stores a small map of names as one JSON text.</summary>
internal sealed class JsonMapConverter() : ValueConverter<Dictionary<string, string>, string>(
    map => JsonSerializer.Serialize(map, JsonSerializerOptions.Default),
    text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, JsonSerializerOptions.Default)!);

internal sealed class JsonMapComparer() : ValueComparer<Dictionary<string, string>>(
    (left, right) => left!.Count == right!.Count && !left.Except(right).Any(),
    map => map.Count,
    map => new Dictionary<string, string>(map));
