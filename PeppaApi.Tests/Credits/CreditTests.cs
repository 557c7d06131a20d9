using CsCheck;
using PeppaApi.Credits;

namespace PeppaApi.Tests.Credits;

public sealed class CreditTests
{
    [Theory]
    [InlineData("1", 1_000_000_000)]
    [InlineData("0.000000001", 1)]
    [InlineData("-2.5", -2_500_000_000)]
    public void FromUsd_WholeNanoDollars_IsExact(string usd, long expected) =>
        Assert.Equal(expected, Credit.FromUsd(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("0.0000000001")]
    [InlineData("99999999999")]
    public void FromUsd_TooFineOrTooLarge_Throws(string usd) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Credit.FromUsd(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void ToUsd_AnyCredit_ComesBack() =>
        Gen.Long[-long.MaxValue, long.MaxValue].Sample(credit => Assert.Equal(credit, Credit.FromUsd(Credit.ToUsd(credit))));

    [Fact]
    public void ToPoints_OneDollar_IsHalfAMillion() => Assert.Equal(500_000m, Credit.ToPoints(Credit.PerDollar));

    [Theory]
    [InlineData(12_349_999_999, "$12.34")]
    [InlineData(0, "$0.00")]
    [InlineData(1_234_567_000_000_000, "$1,234,567.00")]
    [InlineData(-50_000_000, "-$0.05")]
    public void Balance_IsCutToCents(long credit, string expected) => Assert.Equal(expected, CreditFormat.Balance(credit));

    [Theory]
    [InlineData(123_000, "$0.000123")]
    [InlineData(123_001, "$0.000124")]
    [InlineData(7, "$0.000000007")]
    [InlineData(0, "$0.00")]
    [InlineData(1_500_000_000, "$1.50")]
    public void Request_ShowsUpToSixDecimals(long credit, string expected) => Assert.Equal(expected, CreditFormat.Request(credit));
}
