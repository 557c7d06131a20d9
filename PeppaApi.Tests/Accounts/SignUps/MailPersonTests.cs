using PeppaApi.Accounts.SignUps;

namespace PeppaApi.Tests.Accounts.SignUps;

public sealed class MailPersonTests
{
    [Theory]
    [InlineData("Ann.Lee+shop@GMail.com", "annlee@gmail.com")]
    [InlineData("a.n.n.l.e.e@googlemail.com", "annlee@gmail.com")]
    [InlineData("ann.lee+x@example.com", "ann.lee@example.com")]
    [InlineData("+x@example.com", "+x@example.com")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@example.com.", "ann@example.com")]
    public void Address_WithAliases_IsFoldedToItsMailbox(string email, string person) => Assert.Equal(person, MailPerson.Folded(email));

    [Fact]
    public void Address_TakenExactly_DiffersInCaseOnly() => Assert.Equal("ann.lee+x@gmail.com", MailPerson.Exact("Ann.Lee+X@Gmail.com"));

    [Theory]
    [InlineData("mailinator.com", true)]
    [InlineData("sub.mailinator.com", true)]
    [InlineData("yopmail.com", true)]
    [InlineData("notmailinator.example", false)]
    [InlineData("gmail.com", false)]
    [InlineData("qq.com", false)]
    [InlineData("163.com", false)]
    [InlineData("126.com", false)]
    [InlineData("outlook.com", false)]
    [InlineData("com", false)]
    public void Domain_ThrowAwayOrNot_IsKnown(string domain, bool throwAway) => Assert.Equal(throwAway, MailDomains.IsThrowAway(domain));
}
