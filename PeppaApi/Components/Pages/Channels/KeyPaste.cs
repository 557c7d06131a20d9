using PeppaApi.Channels;
using PeppaApi.Components.Shared;

namespace PeppaApi.Components.Pages.Channels;

/// <summary>Keys as they were pasted, perhaps some thousand: what is in them, and which lines cannot be keys.</summary>
/// <param name="Keys">Each once.</param>
/// <param name="Doubles">How many were there more than once, and are left out.</param>
/// <param name="BadLines">Numbers of lines as a text editor counts them.</param>
public sealed record KeyPaste(IReadOnlyList<string> Keys, int Doubles, IReadOnlyList<int> BadLines)
{
    public static KeyPaste Of(string? text, string? provider)
    {
        var (keys, seen, all, bad) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), 0, new List<int>());
        var lines = (text ?? "").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var found = Lines.Split(lines[i]);
            all += found.Count;
            keys.AddRange(found.Where(seen.Add));
            if (found.Any(key => !ChannelProviders.MayBeKey(key, provider)))
            {
                bad.Add(i + 1);
            }
        }

        return new KeyPaste(keys, all - keys.Count, bad);
    }
}
