using System.Globalization;

namespace PeppaApi.Benchmarks.Preparing;

/// <summary>How much is in an installation's database.</summary>
internal sealed record DatabaseSize(int Users, int Tokens, int Channels, int KeysPerChannel, long UsageRows = 0)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Users:N0} users, {Tokens:N0} tokens, {Channels:N0} channels x {KeysPerChannel:N0} keys, {UsageRows:N0} usage rows");
}
