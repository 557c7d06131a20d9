using System.Globalization;
using System.Text.Json;
using PeppaApi.Channels;
using PeppaApi.Settings;

namespace PeppaApi.Operations.Imports;

/// <summary>How calls of an old channel differ from the usual. What does not fit is left out and said; the channel comes all the same.</summary>
internal static class RulesConversion
{
    public static ChannelRulesSpec Convert(OldRow row, List<string> notes)
    {
        var settings = Part(row, "setting", notes);
        var prompt = row.Text("system_prompt") is { Length: > 0 } own ? own : OldRow.TextIn(settings, "system_prompt");
        return new ChannelRulesSpec(
            SystemPrompt: prompt.Length is > 0 and <= 20_000 ? prompt : null,
            Set: Members(row, notes),
            StatusMapping: Status(row, notes),
            Headers: Headers(row, notes),
            Proxy: OldRow.TextIn(settings, "proxy") is { Length: > 0 } proxy ? Proxy(proxy, notes) : null);
    }

    private static Dictionary<string, JsonElement> Part(OldRow row, string column, List<string> notes)
    {
        try
        {
            return row.Object(column);
        }
        catch (InputException exception)
        {
            notes.Add($"{exception.Message}, and is left out");
            return [];
        }
    }

    private static Dictionary<string, JsonElement> Members(OldRow row, List<string> notes)
    {
        var members = Part(row, "param_override", notes);
        var refused = members.Keys.Where(name => name == "operations" || !ChannelService.MayBeSet(name)).ToList();
        if (refused.Count > 0)
        {
            notes.Add($"param_override sets {string.Join(", ", refused.Select(name => $"'{name}'"))}, which is left out: what is charged depends on it, or it has no equal here");
        }

        return members.Where(pair => !refused.Contains(pair.Key)).ToDictionary();
    }

    private static Dictionary<int, int> Status(OldRow row, List<string> notes)
    {
        var mapping = new Dictionary<int, int>();
        foreach (var (from, to) in Part(row, "status_code_mapping", notes))
        {
            if (int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var left) && left is >= 400 and <= 599
                && int.TryParse(to.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var right) && right is >= 400 and <= 599)
            {
                mapping[left] = right;
            }
            else
            {
                notes.Add("an entry of status_code_mapping is not from one of 400 to 599 to another, and is left out");
            }
        }

        return mapping;
    }

    private static Dictionary<string, string> Headers(OldRow row, List<string> notes)
    {
        var headers = Part(row, "header_override", notes);
        // {api_key} and the like would go out as they stand.
        var plain = headers.Where(pair => pair.Value.ValueKind == JsonValueKind.String && !pair.Value.GetString()!.Contains('{', StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value.GetString()!);
        if (plain.Count < headers.Count)
        {
            notes.Add($"{headers.Count - plain.Count} of the headers in header_override are computed, and are left out");
        }

        return plain;
    }

    private static string? Proxy(string proxy, List<string> notes)
    {
        if (Uri.TryCreate(proxy, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "socks5")
        {
            return proxy;
        }

        notes.Add("its proxy is not like http://host:3128 or socks5://host:1080, and is left out");
        return null;
    }
}
