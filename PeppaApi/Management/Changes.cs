using System.Text.Json;
using System.Text.Json.Nodes;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>
/// A PUT names what changes: what it leaves out stays, and null takes a value away. So a script that only disables a
/// token does not lift its limit.
/// </summary>
internal static class Changes
{
    /// <exception cref="InputException">A value has the wrong type.</exception>
    public static T Over<T>(this JsonObject changes, T current, JsonSerializerOptions options)
    {
        var merged = JsonSerializer.SerializeToNode(current, options)!.AsObject();
        foreach (var (name, value) in changes)
        {
            // The reader takes the last of two names that differ in case only.
            merged.Remove(name);
            merged.Add(name, value?.DeepClone());
        }

        try
        {
            return merged.Deserialize<T>(options)!;
        }
        catch (JsonException exception)
        {
            var (field, message) = ApiErrors.OfJson(exception);
            throw new InputException(field, message);
        }
    }
}
