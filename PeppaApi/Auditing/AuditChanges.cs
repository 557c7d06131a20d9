using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace PeppaApi.Auditing;

/// <summary>What changed, as the log keeps it: each field with before and after, secrets masked, long texts cut.</summary>
internal static partial class AuditChanges
{
    private const string Masked = "***";
    private const int LongestText = 500;

    public static JsonObject Of(EntityEntry entry, AuditedFact fact)
    {
        var changes = new JsonObject();
        foreach (var property in entry.Properties)
        {
            var name = property.Metadata.Name;
            var secret = fact.Secret.Contains(name);
            if ((secret || fact.Shown.Contains(name)) && Differs(entry, property))
            {
                Add(
                    changes,
                    JsonNamingPolicy.CamelCase.ConvertName(AuditUnits.Name(name)),
                    entry.State == EntityState.Added ? null : Show(name, property.OriginalValue, secret),
                    entry.State == EntityState.Deleted ? null : Show(name, property.CurrentValue, secret));
            }
        }

        return changes;
    }

    public static void Add(JsonObject changes, string field, JsonNode? before, JsonNode? after)
    {
        // Settings are one text of JSON: of those only the fields that differ are of interest.
        if (before is JsonObject was && after is JsonObject becomes)
        {
            foreach (var name in was.Select(entry => entry.Key).Union(becomes.Select(entry => entry.Key)))
            {
                if (!JsonNode.DeepEquals(was[name], becomes[name]))
                {
                    changes[name] = new JsonObject { ["before"] = Short(was[name]), ["after"] = Short(becomes[name]) };
                }
            }

            return;
        }

        changes[field] = new JsonObject { ["before"] = Short(before), ["after"] = Short(after) };
    }

    /// <summary>A value where there was none before.</summary>
    public static JsonObject New<T>(T value) => new() { ["before"] = null, ["after"] = JsonSerializer.SerializeToNode(value) };

    // Only once it is known what differs: two long texts may begin alike.
    private static JsonNode? Short(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Short(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Short)]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() is { Length: > LongestText + 1 } whole => whole[..LongestText] + "…",
        _ => value?.DeepClone(),
    };

    private static bool Differs(EntityEntry entry, PropertyEntry property) => entry.State switch
    {
        EntityState.Modified => property.IsModified && !property.Metadata.GetValueComparer().Equals(property.OriginalValue, property.CurrentValue),
        EntityState.Added => property.CurrentValue is not null,
        _ => property.OriginalValue is not null,
    };

    private static JsonNode? Show(string name, object? value, bool secret)
    {
        if (value is null || secret)
        {
            return value is null ? null : Masked;
        }

        if (value is string text)
        {
            return text.StartsWith('{') && Parse(text) is { } json ? Mask(json) : text.Length > LongestText ? text[..LongestText] + "…" : text;
        }

        return AuditUnits.Value(name, value) ?? (value is Enum ? value.ToString() : JsonSerializer.SerializeToNode(value, value.GetType()));
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Mask(JsonObject json)
    {
        foreach (var name in json.Select(entry => entry.Key).Where(name => SecretName().IsMatch(name)).ToList())
        {
            // A new secret is told from the old one by no more than that it differs.
            json[name] = json[name] is null ? null : $"{Masked}{StringComparer.Ordinal.GetHashCode(json[name]!.ToJsonString()) & 0xff:x2}";
        }

        return json;
    }

    [GeneratedRegex("password|secret|key|protected|token", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
